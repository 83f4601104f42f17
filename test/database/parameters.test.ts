import t from 'tap'
import { migrateUp } from '../../src/database/migrate.js'
import { emptyDatabases, openDatabase } from './open-database.js'

/** What would end the process, or be kept as something else, if libsql ever saw it. */
const unfit = { 'a boolean': true, 'an object': {}, NaN, Infinity, undefined }

t.test('no value that libsql cannot take ever reaches it', async (t) => {
  const env = await emptyDatabases.SQLite?.(t)
  const db = await openDatabase(t, env ?? {})
  await migrateUp(db)
  for (const [what, value] of Object.entries(unfit)) {
    const query = db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', value as never)
    await t.rejects(query.execute(), { message: /no parameter for the database/ }, what)
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
