import t from 'tap'
import { films } from '../../data/films.js'
import { relations } from './known-films.js'

t.test('relations are sorted by id', async (t) => {
  for (const film of films) {
    for (const relation of relations) {
      const ids = film[relation]
      t.strictSame(
        ids,
        [...ids].sort((a, b) => a - b),
        `${relation} of ${film.title}`
      )
    }
  }
})

t.test('the data keeps the gaps in the published ids', async (t) => {
  const all = (relation: (typeof relations)[number]) => films.flatMap((film) => film[relation])
  t.notOk(all('characters').includes(17), 'there is no character 17')
  const starships = new Set(all('starships'))
  t.strictSame(
    all('vehicles').filter((id) => starships.has(id)),
    [],
    'starships and vehicles share one sequence'
  )
})

t.test('texts have no line breaks, and no space at their ends', async (t) => {
  for (const { title, director, producers, synopsis } of films) {
    for (const text of [title, director, synopsis, ...producers]) {
      t.equal(text, text.trim())
      t.notMatch(text, /[\r\n\t]| {2}/)
    }
  }
})
