import t from 'tap'
import { asker } from './ask.js'
import { knownFilms, plainMembers, relations, urlsOf } from './known-films.js'

const [first] = knownFilms

t.test('every combination of options includes exactly its relations', async (t) => {
  const ask = await asker(t)
  for (let bits = 0; bits < 2 ** relations.length; bits++) {
    const isChosen = (_: unknown, i: number) => (bits & (1 << i)) !== 0
    const chosen = relations.filter(isChosen)
    const all = relations.map((name, i) => `options[${name}]=${isChosen(name, i)}`).join('&')
    const only = chosen.map((name) => `options[${name}]=true`).join('&')
    for (const query of [all, only].flatMap((query) => [`?${query}`, `1?${query}`])) {
      const url = `/films/v1/${query}`
      const body = (await ask(url)).json()
      const film = body.results?.[0] ?? body
      t.strictSame(Object.keys(film), [...plainMembers, ...chosen], query)
      for (const relation of chosen) {
        t.strictSame(film[relation], urlsOf(relation, first[relation]))
      }
    }
  }
})

const spellings = {
  'brackets encoded': 'options%5Bcharacters%5D=true',
  'brackets encoded in lower case': 'options%5bcharacters%5d=true',
  'a name encoded': '%6Fptions[charact%65rs]=true',
  'a value encoded': 'options[characters]=%74rue',
  'an ampersand too many': '&&options[characters]=true&'
}
for (const [name, query] of Object.entries(spellings)) {
  t.test(`an option with ${name} is the same option`, async (t) => {
    const ask = await asker(t)
    const plain = await ask('/films/v1/1?options[characters]=true')
    const spelt = await ask(`/films/v1/1?${query}`)
    t.equal(spelt.statusCode, 200)
    t.strictSame(spelt.json(), plain.json())
    t.equal(spelt.headers.etag, plain.headers.etag)
  })
}

const fields = {
  title: ['title'],
  'title,id': ['id', 'title'],
  'title%2Cid': ['id', 'title'],
  'url,characters': ['url', 'characters'],
  characters: ['characters'],
  'characters,planets,species,starships,vehicles': [...relations],
  'title,title': ['title'],
  [[...plainMembers, ...relations].join(',')]: [...plainMembers, ...relations]
}
for (const [value, members] of Object.entries(fields)) {
  t.test(`fields=${value} selects exactly these members`, async (t) => {
    const ask = await asker(t)
    t.strictSame(Object.keys((await ask(`/films/v1/2?fields=${value}`)).json()), members)
    const list = (await ask(`/films/v1/?fields=${value}`)).json()
    t.equal(list.count, 6)
    for (const film of list.results) t.strictSame(Object.keys(film), members)
  })
}

t.test('a relation in fields includes its URLs', async (t) => {
  const ask = await asker(t)
  const film = (await ask('/films/v1/1?fields=planets')).json()
  t.strictSame(film, { planets: urlsOf('planets', first.planets) })
})

t.test('fields select members, and options that are false remove them', async (t) => {
  const ask = await asker(t)
  const keys = async (query: string) => Object.keys((await ask(`/films/v1/1?${query}`)).json())
  t.strictSame(await keys('fields=title&options[planets]=true'), ['title'])
  t.strictSame(await keys('fields=title,planets&options[planets]=true'), ['title', 'planets'])
  t.strictSame(await keys('fields=title,planets&options[planets]=false'), ['title'])
  t.strictSame(await keys('fields=title,planets&options[species]=true'), ['title', 'planets'])
})
