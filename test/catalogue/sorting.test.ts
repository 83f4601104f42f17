import t from 'tap'
import { asker } from '../films/ask.js'
import { everyMember, type Item, sorted } from './reference.js'

const ask = await asker(t)

const orders = ['asc', 'desc'] as const

for (const { name, member, kind } of everyMember) {
  t.test(`${name} sorted by ${member} (${kind}), in both orders`, async (t) => {
    for (const order of orders) {
      const { results } = (
        await ask(`/${name}/v1/?sort_by=${member}&sort_order=${order}&fields=id`)
      ).json()
      t.strictSame(
        results.map(({ id }: Item) => id),
        sorted(name, member, order).map(({ id }) => id),
        order
      )
    }
  })
}

t.test('unknown values come last, and ties are sorted by id, in both orders', async (t) => {
  for (const order of orders) {
    const url = `/characters/v1/?sort_by=gender&sort_order=${order}&fields=id,gender`
    const { results } = (await ask(url)).json()
    const genders: (string | null)[] = results.map(({ gender }: Item) => gender)
    t.ok(genders.includes(null))
    t.equal(genders.indexOf(null), genders.findLastIndex((gender) => gender !== null) + 1)
    for (const value of new Set(genders)) {
      const ids = results.filter(({ gender }: Item) => gender === value).map(({ id }: Item) => id)
      t.strictSame(
        ids,
        ids.toSorted((a: number, b: number) => a - b)
      )
    }
  }
})

t.test('without sort_by, lists are sorted by id in either order', async (t) => {
  const ids = async (query: string) =>
    (await ask(`/films/v1/?${query}`)).json().results.map(({ id }: Item) => id)
  t.strictSame(await ids(''), [1, 2, 3, 4, 5, 6])
  t.strictSame(await ids('sort_order=desc'), [6, 5, 4, 3, 2, 1])
})
