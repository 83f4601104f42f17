import fc from 'fast-check'
import t from 'tap'
import { asker } from '../films/ask.js'
import { names } from './records.js'
import { expected, spell, validQuery } from './valid-queries.js'

const ask = await asker(t)

/** Compares objects regardless of the order of their members. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one
  )

for (const name of names) {
  t.test(
    `any valid query for ${name} returns the result of a plain filter, sort and slice`,
    async (t) => {
      await fc.assert(
        fc.asyncProperty(validQuery(name), async (query) => {
          const url = `/${name}/v1/?${spell(query)}`
          const answer = await ask(url)
          if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`)
          const { results, count } = answer.json()
          const wanted = canonical(expected(name, query))
          if (canonical({ results, count }) !== wanted) throw new Error(`${url}: not ${wanted}`)
        }),
        { numRuns: 250 }
      )
      t.pass()
    }
  )
}
