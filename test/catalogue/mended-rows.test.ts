import { readFileSync } from 'node:fs'
import t from 'tap'
import { memberOf, names, recordsOf } from './records.js'

const page = readFileSync('docs/data.md', 'utf8')

const rowPattern = /^\| (\w+) \| ([\d, ]+) \| `(\w+)` \| (?:`(.*?)`|nothing) \| `(.*?)` \| (.+) \|$/
const rows = page
  .split('\n')
  .filter((line) => /^\| (?!resource|---)/.test(line))
  .map((line) => {
    const [, resource, ids, member, was, is, why] = rowPattern.exec(line) ?? []
    if (is === undefined) throw new Error(`docs/data.md has a row that cannot be read: ${line}`)
    const value: unknown = JSON.parse(is)
    return { resource, ids: String(ids).split(', ').map(Number), member, was, is: value, why }
  })

/** Converts a text by its form only: to a text, a list or a number. */
function plainly(text: string, clean: unknown, isRange: boolean): unknown {
  if (text === 'unknown') return null
  if (Array.isArray(clean)) return text.split(', ')
  if (typeof clean === 'string') return text
  if (!/^\d+(\.\d+)?$/.test(text)) return undefined
  return isRange ? { min: Number(text), max: Number(text) } : Number(text)
}

function* mendedValues() {
  for (const resource of names) {
    for (const record of recordsOf(resource)) {
      for (const [column, was] of Object.entries(record.raw)) {
        const member = memberOf(column)
        const is = record[member]
        const isPlaceholder = resource === 'planets' && member === 'name'
        const isRange = resource === 'starships' && member === 'crew'
        const plain = isPlaceholder ? was : plainly(was, is, isRange)
        if (JSON.stringify(plain) !== JSON.stringify(is)) {
          yield JSON.stringify({ resource, id: record.id, member, was, is })
        }
      }
    }
  }
}

const told = rows.flatMap(({ resource, ids, member, was, is }) =>
  ids.map((id) => JSON.stringify({ resource, id, member, was, is }))
)

/** Rows about relations, which are no text in the published data. */
const isOfRelation = (row: string) => /"member":"(species|homeworld)"/.test(row)

t.test('every corrected value has one row, and there is no other row', async (t) => {
  const mended = [...mendedValues()].sort()
  t.ok(mended.length > 250, `${mended.length} values`)
  t.strictSame(told.filter((row) => !isOfRelation(row)).sort(), mended)
})

t.test('the rows about relations are correct', async (t) => {
  const [humans, droids, ...others] = rows.filter(({ member }) =>
    ['species', 'homeworld'].includes(String(member))
  )
  t.strictSame(others, [])
  const { people } = recordsOf('species')[0] as unknown as { people: number[] }
  t.strictSame(humans?.is, [1])
  t.strictSame([...(humans?.ids ?? []), 66, 67, 68, 74].sort(), [...people].sort())
  t.strictSame(droids?.ids, [2])
  t.equal(recordsOf('species')[1]?.homeworld, null)
})

t.test('every row states its reason', async (t) => {
  for (const { resource, ids, member, why } of rows) {
    t.match(why, /\w{3}/, `${resource} ${ids} ${member}`)
  }
})
