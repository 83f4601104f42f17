import type { Kysely, TableMetadata } from 'kysely'
import t from 'tap'
import { migrations } from '../../migrations/index.js'
import * as migrate from '../../src/database/migrate.js'
import type { Database } from '../../src/database/schema.js'
import { emptyDatabases, openDatabase } from './open-database.js'

/** The last step of the first release. Nobody ran the steps before it with an older release. */
const firstRelease = '0005-write-probes'

type Columns = TableMetadata['columns']

/** Returns the columns of each table. */
async function columnsOf(db: Kysely<Database>): Promise<Map<string, Columns>> {
  const tables = await db.introspection.getTables()
  return new Map(tables.map(({ name, columns }) => [name, columns]))
}

/** Returns what a former release, which reads and writes the tables as they were, cannot do. */
function losses(before: Map<string, Columns>, after: Map<string, Columns>): string[] {
  return [...before].flatMap(([table, columns]) => {
    const now = after.get(table)
    if (now === undefined) return [`${table} is missing`]
    const former = new Map(columns.map((column) => [column.name, column]))
    const changed = columns.flatMap(({ name, dataType, isNullable }) => {
      const column = now.find((one) => one.name === name)
      if (column === undefined) return [`${table}.${name} is missing`]
      const isSame = column.dataType === dataType && (column.isNullable || !isNullable)
      return isSame ? [] : [`${table}.${name} has changed`]
    })
    const required = now
      .filter(({ name, isNullable, hasDefaultValue, isAutoIncrementing }) => {
        return !former.has(name) && !isNullable && !hasDefaultValue && !isAutoIncrementing
      })
      .map(({ name }) => `${table}.${name} has no value in new rows`)
    return [...changed, ...required]
  })
}

for (const [name, emptyDatabase] of Object.entries(emptyDatabases)) {
  t.test(`each step leaves the release before it working (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    const steps = Object.entries(migrations)
    let before = new Map<string, Columns>()
    for (const [i, [step]] of steps.entries()) {
      await migrate.migrateUp(db, Object.fromEntries(steps.slice(0, i + 1)))
      const after = await columnsOf(db)
      if (step > firstRelease) t.strictSame(losses(before, after), [], step)
      before = after
    }
  })
}

t.test('finds what a former release cannot do', async (t) => {
  const column = { name: 'a', dataType: 'text', isNullable: true } as Columns[number]
  const required = { ...column, name: 'b', isNullable: false }
  for (const [now, found] of [
    [undefined, ['x is missing']],
    [[], ['x.a is missing']],
    [[{ ...column, dataType: 'bigint' }], ['x.a has changed']],
    [[{ ...column, isNullable: false }], ['x.a has changed']],
    [[column, required], ['x.b has no value in new rows']],
    [[column, { ...required, hasDefaultValue: true }], []],
    [[column, { ...required, isNullable: true }], []]
  ] as const) {
    const after = new Map(now === undefined ? [] : [['x', [...now]]])
    t.strictSame(losses(new Map([['x', [column]]]), after), found)
  }
})
