import t from 'tap'
import { migrateUp } from '../../src/database/migrate.js'
import { createFillings } from '../../src/revocation/fillings.js'
import { openDatabase } from '../database/open-database.js'
import { temporaryDirectory } from '../helper.js'

t.test('a write counts where the database names the server and the set', async (t) => {
  const db = await openDatabase(t, { DATA_DIR: temporaryDirectory(t) })
  await migrateUp(db)
  const [own, other] = [createFillings(db, 'one:'), createFillings(db, 'other:')]
  const writes = new Map([['ab', 'f00d']])
  t.notOk(await own.areDeposed(writes), 'nobody believes any yet')
  await own.claim(['ab'], 'f00d', 'ticket', [])
  t.notOk(await own.areDeposed(writes))
  t.ok(await own.areDeposed(new Map([['ab', 'beef']])), 'another server')
  t.ok(await other.areDeposed(writes), 'another set on the same server')
})
