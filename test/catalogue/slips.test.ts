import type { TObject } from '@sinclair/typebox'
import t from 'tap'
import { resources } from '../../schemas/resources.js'
import { checkRecords } from '../../src/catalogue/check-records.js'
import { loadCatalogue } from '../../src/catalogue/load.js'
import { type Name, names, records, recordsOf } from './records.js'

/** Errors in the first record of a resource, and the member that is named. */
const slips: Record<Name, [changes: Record<string, unknown>, told: string][]> = {
  films: [
    [{ producers: ['Rick McCallum', 'Rick McCallum'] }, 'producers'],
    [{ raw: { title: 'A New Hope' } }, 'raw/episode']
  ],
  characters: [
    [{ name: '' }, 'name'],
    [{ height_cm: '172' }, 'height_cm'],
    [{ height_cm: 0 }, 'height_cm'],
    [{ mass_kg: Number.NaN }, 'mass_kg'],
    [{ birth_year: '19 BBY' }, 'birth_year'],
    [{ birth_year_number: '-19' }, 'birth_year_number'],
    [{ gender: 'n/a' }, 'gender'],
    [{ eye_color: 'blue' }, 'eye_color'],
    [{ hair_color: ['blond', 'blond'] }, 'hair_color'],
    [{ skin_color: [''] }, 'skin_color'],
    [{ homeworld: '/planets/v1/1' }, 'homeworld'],
    [{ homeworld: 0 }, 'homeworld'],
    [{ films: [1] }, 'films'],
    [{ raw: { ...records.characters[0]?.raw, height_cm: 172 } }, 'raw/height_cm'],
    [{ raw: { ...records.characters[0]?.raw, homeworld: '1' } }, 'raw/homeworld']
  ],
  planets: [
    [{ climate: 'arid' }, 'climate'],
    [{ terrain: ['desert', 'desert'] }, 'terrain'],
    [{ diameter_km: 0 }, 'diameter_km'],
    [{ surface_water_percent: 101 }, 'surface_water_percent'],
    [{ population: 1.5 }, 'population'],
    [{ gravity_standard: '1 standard' }, 'gravity_standard'],
    [{ gravity: 1 }, 'gravity']
  ],
  species: [
    [{ average_lifespan_years: 'indefinite' }, 'average_lifespan_years'],
    [{ language: '' }, 'language'],
    [{ people: [66, 66] }, 'people'],
    [{ people: null }, 'people'],
    [{ homeworld: 'None' }, 'homeworld']
  ],
  starships: [
    [{ crew: 30 }, 'crew'],
    [{ crew: { min: 30 } }, 'crew'],
    [{ crew: { min: 165, max: 30 } }, 'crew'],
    [{ cost_in_credits: -1 }, 'cost_in_credits'],
    [{ hyperdrive_rating: '2.0' }, 'hyperdrive_rating'],
    [{ starship_class: undefined }, 'starship_class'],
    [{ pilots: ['Han Solo'] }, 'pilots/0']
  ],
  vehicles: [
    [{ crew: { min: 1, max: 2 } }, 'crew'],
    [{ length_m: 0 }, 'length_m'],
    [{ consumables_days: '2 months' }, 'consumables_days'],
    [{ manufacturer: 'Incom Corporation, Subpro Corporation' }, 'manufacturer']
  ]
}

const recordSchemas = Object.fromEntries(
  resources.map(({ name, record }) => [name, record])
) as unknown as Record<Name, TObject>

for (const name of names) {
  const [first] = recordsOf(name)
  const file = `data/${name}.ts`
  const check = (record: unknown) => () => checkRecords(file, recordSchemas[name], [record])

  t.test(`${name}: an error is reported by file, id and member`, async (t) => {
    for (const [changes, told] of slips[name]) {
      t.throws(
        check({ ...first, id: 99, ...changes }),
        { message: new RegExp(`^${file.replace('.', '\\.')}: id 99: ${told}: .+`) },
        JSON.stringify(changes)
      )
    }
  })

  t.test(`${name}: a missing or unknown member is reported`, async (t) => {
    for (const member of Object.keys(first ?? {})) {
      const told = `${file}: id ${member === 'id' ? undefined : first?.id}: ${member}: `
      const { [member]: _, ...rest } = first as Record<string, unknown>
      try {
        check(rest)()
        t.fail(member)
      } catch (error) {
        t.ok((error as Error).message.startsWith(told), (error as Error).message)
      }
    }
    t.throws(check({ ...first, rating: 5 }), { message: / rating: / })
  })

  t.test(`${name}: a repeated id is reported`, async (t) => {
    const twice = () => checkRecords(file, recordSchemas[name], [...recordsOf(name), first])
    t.throws(twice, { message: `${file}: id ${first?.id}: id: occurs twice` })
  })

  t.test(`${name}: the records are valid`, async (t) => {
    t.doesNotThrow(() => checkRecords(file, recordSchemas[name], recordsOf(name)))
  })

  t.test(`${name}: every member has a description`, async (t) => {
    const { raw, ...members } = recordSchemas[name].properties
    for (const [member, { description }] of Object.entries(members)) {
      t.match(description, /\w{3}/, member)
    }
    t.match(raw?.description, /published/)
  })
}

/** Loads the catalogue with one file changed. */
const loadWith = (file: Name, changed: readonly unknown[]) => () =>
  loadCatalogue(resources, { ...records, [file]: changed }, '')

for (const name of names) {
  t.test(`an error in data/${name}.ts stops the service`, async (t) => {
    const [first, ...rest] = recordsOf(name)
    const changed = [{ ...first, raw: {} }, ...rest]
    t.throws(loadWith(name, changed), {
      message: new RegExp(`^data/${name}\\.ts: id ${first?.id}: raw/`)
    })
  })
}

t.test('a dangling relation stops the service', async (t) => {
  const [first, ...rest] = records.starships
  t.throws(loadWith('starships', [{ ...first, pilots: [17] }, ...rest]), {
    message: 'data/starships.ts: id 2: pilots: there is no record with the id 17 in characters'
  })
})
