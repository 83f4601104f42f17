import t from 'tap'
import { asker } from './ask.js'

interface Page {
  results: { id: number }[]
  count: number
  next: string | null
  previous: string | null
}

/** A link as its path and sorted, decoded parameters. */
function partsOf(link: string | null) {
  if (link === null) return null
  const [path, query] = link.split('?') as [string, string]
  return [path, ...[...new URLSearchParams(query)].map((pair) => pair.join('=')).sort()]
}

const idsOf = (page: Page) => page.results.map(({ id }) => id)

t.test(
  'with every limit, following the links returns each film once, in both directions',
  async (t) => {
    const ask = await asker(t)
    for (let limit = 1; limit <= 100; limit++) {
      const forth: number[] = []
      let last = ''
      for (let url: string | null = `/films/v1/?limit=${limit}`; url !== null; ) {
        const page: Page = (await ask(url)).json()
        if (page.results.length === 0) t.fail(`${url} has no results`)
        forth.push(...idsOf(page))
        last = url
        url = page.next
      }
      const back: number[] = []
      for (let url: string | null = last; url !== null; ) {
        const page: Page = (await ask(url)).json()
        back.unshift(...idsOf(page))
        url = page.previous
      }
      t.strictSame(forth, [1, 2, 3, 4, 5, 6], `limit ${limit}, next`)
      t.strictSame(back, [1, 2, 3, 4, 5, 6], `limit ${limit}, previous`)
    }
  }
)

const windows = [
  { query: '', ids: [1, 2, 3, 4, 5, 6], next: null, previous: null },
  { query: '?limit=100&offset=0', ids: [1, 2, 3, 4, 5, 6], next: null, previous: null },
  { query: '?limit=2', ids: [1, 2], next: 'limit=2&offset=2', previous: null },
  {
    query: '?limit=2&offset=3',
    ids: [4, 5],
    next: 'limit=2&offset=5',
    previous: 'limit=2&offset=1'
  },
  { query: '?offset=1', ids: [2, 3, 4, 5, 6], next: null, previous: 'limit=100&offset=0' },
  { query: '?limit=2&offset=4', ids: [5, 6], next: null, previous: 'limit=2&offset=2' },
  { query: '?limit=4&offset=4', ids: [5, 6], next: null, previous: 'limit=4&offset=0' },
  { query: '?limit=2&offset=6', ids: [], next: null, previous: 'limit=2&offset=4' },
  { query: '?limit=2&offset=1000', ids: [], next: null, previous: 'limit=2&offset=4' },
  {
    query: '?limit=1&offset=9007199254740991',
    ids: [],
    next: null,
    previous: 'limit=1&offset=5'
  }
]
for (const { query, ids, next, previous } of windows) {
  t.test(`/films/v1/${query}`, async (t) => {
    const page: Page = (await (await asker(t))(`/films/v1/${query}`)).json()
    t.equal(page.count, 6, 'the total')
    t.strictSame(idsOf(page), ids)
    t.strictSame(partsOf(page.next), partsOf(next && `/films/v1/?${next}`))
    t.strictSame(partsOf(page.previous), partsOf(previous && `/films/v1/?${previous}`))
  })
}

t.test('the links keep the other parameters', async (t) => {
  const ask = await asker(t)
  const others = 'options%5Bplanets%5D=true&fields=title,planets&options[species]=false'
  const page: Page = (await ask(`/films/v1/?limit=2&${others}&offset=2`)).json()
  t.strictSame(partsOf(page.next), partsOf(`/films/v1/?${others}&limit=2&offset=4`))
  t.strictSame(partsOf(page.previous), partsOf(`/films/v1/?${others}&limit=2&offset=0`))
  const { results } = (await ask(page.next ?? '')).json()
  t.strictSame(Object.keys(results[0]), ['title', 'planets'])
})

const oddSpellings = ['%6Cimit=2', 'limi%74=2&offset=0', 'limit=2&%6Fffset=1', 'limit=2#top']
for (const query of oddSpellings) {
  t.test(`the links of /films/v1/?${query} work`, async (t) => {
    const ask = await asker(t)
    const first = await ask(`/films/v1/?${query}`)
    t.equal(first.statusCode, 200)
    const { next } = first.json() as Page
    const second = await ask(next ?? '')
    t.equal(second.statusCode, 200, String(next))
    t.equal(second.json().results.length, 2)
  })
}

for (const [publicUrl, base] of [
  ['https://api.example', 'https://api.example'],
  ['https://api.example/', 'https://api.example'],
  ['http://api.example:8080/base/', 'http://api.example:8080/base']
] as const) {
  t.test(`links begin with PUBLIC_URL ${publicUrl}`, async (t) => {
    const ask = await asker(t, { PUBLIC_URL: publicUrl })
    const page = (await ask('/films/v1/?limit=1&offset=1&options[planets]=true')).json()
    const linkTo = (offset: number) =>
      partsOf(`${base}/films/v1/?options[planets]=true&limit=1&offset=${offset}`)
    t.strictSame(partsOf(page.next), linkTo(2))
    t.strictSame(partsOf(page.previous), linkTo(0))
    t.equal(page.results[0].url, `${base}/films/v1/2`)
    t.equal(page.results[0].planets[0], `${base}/planets/v1/4`)
  })
}
