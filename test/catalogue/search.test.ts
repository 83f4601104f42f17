import t from 'tap'
import { asker } from '../films/ask.js'
import { names } from './records.js'
import { contains, type Item, itemsOf } from './reference.js'

const ask = await asker(t)

for (const name of names) {
  t.test(`${name} are searched by their names, in any case`, async (t) => {
    for (const text of ['a', 'AR', 'in', 'Th', 'o', '-', ' ', 'é', 'nothing like it']) {
      const answer = await ask(`/${name}/v1/?search=${encodeURIComponent(text)}&fields=id`)
      t.equal(answer.statusCode, 200)
      t.strictSame(
        answer.json().results.map(({ id }: Item) => id),
        itemsOf(name)
          .filter((item) => contains(name, item, text))
          .map(({ id }) => id),
        text
      )
    }
  })
}

t.test('a search without a match returns an empty list', async (t) => {
  const answer = await ask('/planets/v1/?search=earth')
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), { results: [], count: 0, next: null, previous: null })
})

t.test('a search ignores accents', async (t) => {
  for (const text of ['padme', 'PADM%C3%89', 'padme%CC%81']) {
    t.match((await ask(`/characters/v1/?search=${text}`)).json(), {
      count: 1,
      results: [{ id: 35 }]
    })
  }
})
