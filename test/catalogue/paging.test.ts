import t from 'tap'
import { asker } from '../films/ask.js'
import { names } from './records.js'
import { type Item, itemsOf, sorted, titleOf } from './reference.js'

interface Page {
  results: Item[]
  count: number
  next: string | null
  previous: string | null
}

const ask = await asker(t)

for (const name of names) {
  t.test(`paging through the ${name} with every limit returns each record once`, async (t) => {
    const order = sorted(name, titleOf(name), 'desc').map(({ id }) => id)
    for (let limit = 1; limit <= 100; limit++) {
      const ids: number[] = []
      let previous: string | null = null
      let url: string | null =
        `/${name}/v1/?sort_by=${titleOf(name)}&sort_order=desc&limit=${limit}`
      while (url !== null) {
        const page: Page = (await ask(url)).json()
        if (page.results.length === 0 || page.count !== order.length) t.fail(url)
        ids.push(...page.results.map(({ id }: Item) => id))
        previous = page.previous
        url = page.next
      }
      t.strictSame(ids, order, `limit ${limit}`)
      t.equal(previous === null, limit >= order.length)
    }
  })
}

t.test('the links keep every parameter', async (t) => {
  const query =
    'search=a&filter[height_cm][gte]=100&filter[gender][in]=male,null&sort_by=mass_kg&sort_order=desc&fields=id,homeworld&expand=homeworld&options[raw]=true&limit=3&offset=3'
  const page = (await ask(`/characters/v1/?${query}`)).json()
  const own = Object.fromEntries(new URLSearchParams(query))
  for (const [link, offset] of [
    [page.next, '6'],
    [page.previous, '0']
  ]) {
    const { pathname, searchParams } = new URL(link, 'http://x')
    t.equal(pathname, '/characters/v1/')
    t.strictSame(Object.fromEntries(searchParams), { ...own, offset })
    t.equal((await ask(link)).statusCode, 200)
  }
})

/** Spellings in a URL that two query parsers could read differently. */
const oddValues = ['a?', 'a?&sort_by=name', 'a%3Fb', '?', 'a+b%2Bc%26d%3De', '=', '%00']
for (const value of oddValues) {
  t.test(`following the links keeps filter[name][gt]=${value}`, async (t) => {
    const query = `filter[name][gt]=${value}&fields=id`
    const whole = (await ask(`/characters/v1/?${query}`)).json()
    const ids: Item[] = []
    for (let url: string | null = `/characters/v1/?${query}&limit=30`; url !== null; ) {
      const page: Page = (await ask(url)).json()
      t.equal(page.count, whole.count, url)
      ids.push(...page.results)
      url = page.next
    }
    t.strictSame(ids, whole.results)
  })
}

t.test('a single item equals its entry in the list', async (t) => {
  for (const name of names) {
    const { results } = (await ask(`/${name}/v1/`)).json()
    t.equal(results.length, itemsOf(name).length)
    for (const item of results) t.strictSame((await ask(item.url)).json(), item)
  }
})
