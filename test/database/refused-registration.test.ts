import { sql } from 'kysely'
import t from 'tap'
import { build, temporaryDirectory } from '../helper.js'
import { migrateUp } from './migrate-all.js'
import { openDatabase } from './open-database.js'

t.test('an instance also serves if the database does not take its row', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const db = await openDatabase(t, env)
  await migrateUp(db)
  await sql`
    create trigger refuse before insert on instances
    begin
      select raise(abort, 'read-only');
    end`.execute(db)
  const app = await build(t, { env })
  t.equal((await app.inject('/readyz')).statusCode, 200)
  t.same(await db.selectFrom('instances').selectAll().execute(), [])
})
