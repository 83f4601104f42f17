import t from 'tap'
import { asker } from '../films/ask.js'
import type { Name } from './records.js'
import { everyMember, type Item, itemsOf, type Kind, passes, quoted } from './reference.js'

const ask = await asker(t)

const equalities = ['eq', 'ne', 'in']
const all = [...equalities, 'lt', 'lte', 'gt', 'gte']
const operatorsOf: Record<Kind, readonly string[]> = {
  number: all,
  text: all,
  date: all,
  range: all,
  list: equalities,
  link: equalities,
  links: equalities
}

/** Some values of the records, as in a filter. */
function valuesOf(name: Name, member: string): string[] {
  const values = itemsOf(name).flatMap((item) => item[member] ?? [])
  const single = values.flatMap((value) =>
    typeof value === 'object' ? Object.values(value as object) : [value]
  )
  const distinct = [...new Set(single.map(String))].sort()
  return [0, 0.3, 0.5, 1].map((part) => distinct[Math.floor(part * (distinct.length - 1))] ?? '1')
}

function operandsOf(name: Name, member: string, kind: Kind, operator: string): string[] {
  const values = valuesOf(name, member)
  if (operator === 'in') {
    const items = values.map(quoted)
    return [items.join(), ...(kind === 'links' ? [] : [`null,${items[0]}`])]
  }
  return equalities.includes(operator) && kind !== 'links' ? [...values, 'null'] : values
}

for (const { name, member, kind } of everyMember) {
  t.test(`${name} filtered by ${member} (${kind}) with each operator`, async (t) => {
    for (const operator of operatorsOf[kind]) {
      for (const operand of operandsOf(name, member, kind, operator)) {
        const query = `filter[${member}][${operator}]=${encodeURIComponent(operand)}`
        const answer = await ask(`/${name}/v1/?${query}&fields=id`)
        t.equal(answer.statusCode, 200, query)
        const { results, count } = answer.json()
        const expected = itemsOf(name).filter((item) =>
          passes(kind, item[member], operator, operand)
        )
        t.strictSame(
          results.map(({ id }: Item) => id),
          expected.map(({ id }) => id),
          query
        )
        t.equal(count, expected.length)
      }
    }
  })
}

const known: [url: string, ids: number[]][] = [
  ['/characters/v1/?filter[height_cm][gte]=228', [13, 57, 72, 80]],
  ['/characters/v1/?filter[height_cm][gte]=0228', [13, 57, 72, 80]],
  ['/characters/v1/?filter[height_cm][gt]=100&filter[height_cm][lt]=137', [41, 49]],
  ['/characters/v1/?filter[name][eq]=padm%C3%A9%20amidala', [35]],
  ['/characters/v1/?filter[name][eq]=PADME+AMIDALA', [35]],
  ['/characters/v1/?filter[homeworld][eq]=2', [5, 68, 81]],
  ['/films/v1/?filter[released][lt]=1981-01-01', [1, 2]],
  ['/films/v1/?filter[producers][in]=gary%20kurtz,howard%20g.%20kazanjian', [1, 2, 3]],
  ['/films/v1/?filter[characters][eq]=27', [3]],
  ['/films/v1/?filter[characters][ne]=1', [4, 5]],
  ['/films/v1/?filter[episode][in]=1,9', [4]],
  ['/starships/v1/?filter[crew][eq]=100', [2]],
  ['/starships/v1/?filter[crew][gt]=100&filter[crew][lte]=165', [2]]
]
for (const [url, ids] of known) {
  t.test(url, async (t) => {
    const { results } = (await ask(url)).json()
    t.strictSame(
      results.map(({ id }: Item) => id),
      ids
    )
  })
}
