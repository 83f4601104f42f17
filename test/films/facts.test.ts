import t from 'tap'
import { asker } from './ask.js'
import { knownFilms, plainMembers, relations, urlsOf } from './known-films.js'

const allOptions = relations.map((relation) => `options[${relation}]=true`).join('&')

t.test('the list returns all six films with all their members', async (t) => {
  const ask = await asker(t)
  const answer = await ask(`/films/v1/?${allOptions}`)
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  const { results, ...rest } = answer.json()
  t.strictSame(rest, { count: 6, next: null, previous: null })
  t.equal(results.length, 6)
  for (const [i, known] of knownFilms.entries()) {
    const { synopsis, ...facts } = results[i]
    const urls = relations.map((relation) => [relation, urlsOf(relation, known[relation])])
    t.strictSame(facts, { ...known, url: `/films/v1/${known.id}`, ...Object.fromEntries(urls) })
    t.ok(synopsis.length > 80, 'a complete synopsis')
  }
})

t.test('a single film equals its entry in the list', async (t) => {
  const ask = await asker(t)
  for (const query of ['', `?${allOptions}`, '?options[planets]=true', '?fields=title,species']) {
    const { results } = (await ask(`/films/v1/${query}`)).json()
    for (const [i, { id }] of knownFilms.entries()) {
      t.strictSame((await ask(`/films/v1/${id}${query}`)).json(), results[i])
    }
  }
})

t.test(
  'without options, films contain no relation, and their members have a fixed order',
  async (t) => {
    const ask = await asker(t)
    for (const film of (await ask('/films/v1/')).json().results) {
      t.strictSame(Object.keys(film), plainMembers)
    }
  }
)

t.test('an id with leading zeros is unknown', async (t) => {
  const ask = await asker(t)
  t.equal((await ask('/films/v1/000000000000001')).json().code, 'film-not-found')
})

t.test('titles, episodes and synopses are unique, and films are sorted by release', async (t) => {
  const ask = await asker(t)
  const { results } = (await ask('/films/v1/')).json()
  for (const member of ['id', 'title', 'episode', 'synopsis', 'released', 'url']) {
    const values = results.map((film: Record<string, unknown>) => film[member])
    t.equal(new Set(values).size, 6, member)
  }
  const released = results.map((film: { released: string }) => film.released)
  t.strictSame(released, [...released].sort())
  const episodes = results.map((film: { episode: number }) => film.episode)
  t.strictSame([...episodes].sort(), [1, 2, 3, 4, 5, 6])
})
