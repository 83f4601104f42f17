import { createHash } from 'node:crypto'
import t from 'tap'
import { type AnyRecord, type Name, names, recordsOf } from './records.js'

/** The published tables: their relations, which come last, and their SHA-256. */
const published: Record<Name, { relations: string[]; count: number; digest: string }> = {
  films: {
    relations: ['characters', 'planets', 'species', 'starships', 'vehicles'],
    count: 6,
    digest: '1aa769be9583f4972a2dd2bd1ebc6c642e9cfc162c8bd8857f6c0d3c1eba777d'
  },
  characters: {
    relations: ['homeworld'],
    count: 82,
    digest: 'af3b1ee589e379f20b3896f7a51cc303372f7cb8a0dd382638b6bbf568acd0b1'
  },
  planets: {
    relations: [],
    count: 60,
    digest: '32f34c711b094b2e80ecf2923bc5e07a6e83102a68a5a188d583f60a4f1ada73'
  },
  species: {
    relations: ['homeworld', 'people'],
    count: 37,
    digest: '5c1527cd5111160260bbb8b2fd28fad7914127070862b9e74b25faeaff073ac9'
  },
  starships: {
    relations: ['pilots'],
    count: 36,
    digest: 'e9dd95d29ef1274d4ec84955b09738c72098ae523d5cf833075f6d7cfdeb44fc'
  },
  vehicles: {
    relations: ['pilots'],
    count: 39,
    digest: 'e8e792c334df95a7dc3d9cfde430c2df276ddc70f0dfb026233c1e8b9e618132'
  }
}

/** Humans that the published text lists. */
const toldHumans = [66, 67, 68, 74]

function relationText(name: Name, record: AnyRecord, relation: string) {
  const value = record[relation] as number[] | number | null
  if (value === null) return 'None'
  const isHuman = name === 'species' && record.id === 1 && relation === 'people'
  return isHuman ? toldHumans.join(' ') : [value].flat().join(' ')
}

for (const name of names) {
  const { relations, count, digest } = published[name]
  t.test(
    `${name}: raw and stored relations equal the published table, byte for byte`,
    async (t) => {
      t.equal(recordsOf(name).length, count)
      const columns = Object.keys(recordsOf(name)[0]?.raw ?? {})
      const lines = recordsOf(name).map((record) => [
        record.id,
        ...columns.map((column) => record.raw[column]),
        ...relations.map((relation) => relationText(name, record, relation))
      ])
      const table = [['id', ...columns, ...relations], ...lines]
      const text = table.map((line) => `${line.join('\t')}\n`).join('')
      t.equal(createHash('sha256').update(text).digest('hex'), digest)
    }
  )
}

t.test('species 1 contains the humans of the published text', async (t) => {
  const people = recordsOf('species')[0]?.people as number[]
  for (const id of toldHumans) t.ok(people.includes(id), `character ${id}`)
})

t.test(
  'ids ascend; there is no character 17; starships and vehicles share one sequence',
  async (t) => {
    for (const name of names) {
      const ids = recordsOf(name).map(({ id }) => id)
      t.strictSame(
        ids,
        [...ids].sort((a, b) => a - b),
        name
      )
    }
    t.notOk(recordsOf('characters').some(({ id }) => id === 17))
    const starships = new Set(recordsOf('starships').map(({ id }) => id))
    for (const { id } of recordsOf('vehicles')) t.notOk(starships.has(id), `${id} is used once`)
  }
)
