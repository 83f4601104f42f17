import t from 'tap'
import { migrateUp } from './migrate-all.js'
import { emptyDatabases, openDatabase } from './open-database.js'

/** Values that would end the process in libsql, or be stored as something else. */
const unfit = { 'a boolean': true, 'an object': {}, NaN, Infinity, undefined }

t.test('unsupported parameter values are rejected before they reach libsql', async (t) => {
  const env = await emptyDatabases.SQLite?.(t)
  const db = await openDatabase(t, env ?? {})
  await migrateUp(db)
  for (const [what, value] of Object.entries(unfit)) {
    const query = db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', value as never)
    await t.rejects(query.execute(), { message: /not allowed as a parameter/ }, what)
    const row = { id: value as never, bucket: '', until: 1 }
    // Kysely leaves out a member that is undefined.
    if (value !== undefined)
      await t.rejects(db.insertInto('revocations').values(row).execute(), TypeError)
  }
  for (const value of ['text', 1, -1.5, null]) {
    const query = db
      .selectFrom('users')
      .selectAll()
      .where('email', 'is', value as never)
    t.strictSame(await query.execute(), [])
  }
  for await (const row of db.selectFrom('users').selectAll().stream()) t.fail(String(row))
})
