import t from 'tap'
import { asker } from '../films/ask.js'
import { names } from './records.js'
import { itemsOf, membersOf, optionOf, present, type Told, targetOf } from './reference.js'

const ask = await asker(t)

function queryOf({ options = [], fields, expand }: Told): string {
  return [
    ...options.map((option) => `options[${option}]=true`),
    ...(fields ? [`fields=${fields}`] : []),
    ...(expand ? [`expand=${expand}`] : [])
  ].join('&')
}

for (const name of names) {
  const members = [...membersOf(name), 'url', 'raw']
  const options = [...new Set(members.flatMap((member) => optionOf(name, member) ?? []))]
  const expandable = members.filter((member) => targetOf(name, member))
  const selections: Told[] = [
    {},
    ...options.map((option) => ({ options: [option] })),
    { options },
    ...members.map((member) => ({ fields: [member] })),
    { fields: members.slice(0, 3) },
    ...expandable.map((member) => ({ expand: [member] })),
    { expand: expandable },
    { expand: expandable, options },
    { expand: expandable, fields: ['id', ...expandable] },
    { expand: expandable, fields: ['id'] }
  ]

  t.test(`${name}: each option, field and expansion selects its members`, async (t) => {
    for (const told of selections) {
      const query = queryOf(told)
      const { results } = (await ask(`/${name}/v1/?${query}`)).json()
      for (const [i, item] of itemsOf(name).entries()) {
        t.strictSame(sortMembers(results[i]), sortMembers(present(name, item, told)), query)
      }
      const [first] = itemsOf(name)
      const one = await ask(`/${name}/v1/${first?.id}?${query}`)
      t.strictSame(one.json(), results[0], `a single item with ${query}`)
    }
  })

  t.test(`${name}: an option that is false overrides fields and expand`, async (t) => {
    for (const option of options) {
      const own = members.filter((member) => optionOf(name, member) === option)
      const fields = `fields=id,${own}`
      const expand = own.every((member) => targetOf(name, member)) ? `&expand=${own}` : ''
      const answer = await ask(`/${name}/v1/?options[${option}]=false&${fields}${expand}`)
      t.strictSame(Object.keys(answer.json().results[0]), ['id'])
    }
  })
}

function sortMembers(item: object) {
  return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
}

t.test('a character contains the selected members', async (t) => {
  t.strictSame(Object.keys((await ask('/characters/v1/1')).json()), [
    'id',
    'name',
    'birth_year',
    'birth_year_number',
    'gender',
    'homeworld',
    'url'
  ])
  const full = (await ask('/characters/v1/1?options[attributes]=true&expand=homeworld')).json()
  t.match(full, { height_cm: 172, mass_kg: 77, homeworld: { name: 'Tatooine' } })
})
