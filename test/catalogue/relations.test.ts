import t from 'tap'
import { linkRecords } from '../../src/catalogue/link-records.js'
import { relations } from '../../src/catalogue/relations.js'
import { type Name, names, records } from './records.js'

const linked = linkRecords(records)
type Loose = { readonly id: number } & Readonly<Record<string, unknown>>
const recordsOf = (name: Name): readonly Loose[] => linked[name]
const idsIn = (record: Loose | undefined, member: string) =>
  [record?.[member] ?? []].flat() as number[]
const find = (name: Name, id: number) => recordsOf(name).find((record) => record.id === id)

for (const { from, member, to, back } of relations) {
  t.test(`${from}.${member} and ${to}.${back} are symmetric`, async (t) => {
    let pairs = 0
    for (const record of recordsOf(from)) {
      for (const id of idsIn(record, member)) {
        pairs++
        t.ok(idsIn(find(to, id), back).includes(record.id), `${to} ${id} contains ${record.id}`)
      }
    }
    const backward = recordsOf(to).flatMap((record) => idsIn(record, back))
    t.equal(backward.length, pairs, 'and no others')
    t.ok(pairs > 0)
    for (const record of recordsOf(to)) {
      const ids = idsIn(record, back)
      t.strictSame(
        ids,
        [...ids].sort((a, b) => a - b),
        `${to} ${record.id}: in ascending order`
      )
    }
  })
}

const members: Record<Name, string[]> = {
  films: ['characters', 'planets', 'species', 'starships', 'vehicles'],
  characters: ['homeworld', 'films', 'species', 'starships', 'vehicles'],
  planets: ['residents', 'films', 'species'],
  species: ['homeworld', 'people', 'films'],
  starships: ['pilots', 'films'],
  vehicles: ['pilots', 'films']
}
for (const name of names) {
  t.test(`every record of ${name} has all relations`, async (t) => {
    for (const record of recordsOf(name)) {
      for (const member of members[name]) t.hasOwnProp(record, member, `${record.id}`)
    }
  })
}

t.test('well-known relations have the right ids', async (t) => {
  t.match(find('characters', 1), {
    homeworld: 1,
    films: [1, 2, 3, 6],
    species: [1],
    starships: [12, 22],
    vehicles: [14, 30]
  })
  t.strictSame(find('planets', 1)?.residents, [1, 2, 4, 6, 7, 8, 9, 11, 43, 62])
  t.strictSame(find('planets', 14)?.species, [3])
  t.strictSame(find('starships', 10)?.films, [1, 2, 3])
  t.strictSame(find('starships', 10)?.pilots, [13, 14, 25, 31])
  t.strictSame(find('planets', 60)?.films, [], 'in no film')
})

t.test('every character has one species, and species 1 contains all humans', async (t) => {
  for (const { id, species } of linked.characters) t.equal(species.length, 1, `character ${id}`)
  const humans = linked.characters.filter(({ species }) => species.includes(1))
  t.equal(humans.length, 36)
  t.strictSame(
    humans.map(({ id }) => id),
    find('species', 1)?.people
  )
})

t.test('linkRecords sorts records and ids, and does not change its input', async (t) => {
  const [first, second, ...rest] = records.films
  const swapped = { ...second, planets: [27, 6, 5, 4] } as (typeof records.films)[number]
  const { films } = linkRecords({
    ...records,
    films: [swapped, first, ...rest].filter((film) => film !== undefined)
  })
  t.strictSame(films.slice(0, 2), linked.films.slice(0, 2))
  t.strictSame(swapped.planets, [27, 6, 5, 4])
  t.notOk('residents' in (records.planets[0] ?? {}))
})

for (const { from, member, to } of relations) {
  t.test(`a dangling ${from}.${member} is reported by file, id and member`, async (t) => {
    const [first, ...rest] = records[from]
    const value = member === 'homeworld' ? 999 : [999]
    const dangling = { ...records, [from]: [{ ...first, [member]: value }, ...rest] }
    t.throws(() => linkRecords(dangling), {
      message: `data/${from}.ts: id ${first?.id}: ${member}: there is no record with the id 999 in ${to}`
    })
  })
}
