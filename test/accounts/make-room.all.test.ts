import t from 'tap'
import { emailKey } from '../../src/accounts/email.js'
import { makeRoom } from '../../src/accounts/store/make-room.js'
import { findUser } from '../../src/accounts/store/users.js'
import { askPostgres } from '../postgres.js'
import { openStores } from '../stores.js'
import { until } from '../until.js'
import { createUser } from './actors.js'

t.test('a sign-up that changes its address concurrently is not deleted', async (test) => {
  const stores = await openStores(test, { database: 'PostgreSQL', set: 'Redis' }, t)
  // Two transactions of this instance run at once.
  const { db } = await stores.build({ env: { DATABASE_POOL_MAX: '2' } })
  const url = String(stores.env.DATABASE_URL)
  const email = 'rey@example.org'
  const { id } = await createUser((await stores.build()) as never, { email })
  await db.updateTable('users').set({ verified_at: null }).where('id', '=', id).execute()

  let commit = () => {}
  const mayCommit = new Promise<void>((resolve) => {
    commit = resolve
  })
  let hasMoved = false
  const moving = db.transaction().execute(async (trx) => {
    const other = 'finn@example.org'
    const changes = { email: other, email_key: emailKey(other) }
    await trx.updateTable('users').set(changes).where('id', '=', id).execute()
    hasMoved = true
    await mayCommit
  })
  await until(() => hasMoved)
  const room = db.transaction().execute((trx) => makeRoom(trx, email))
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await until(async () => (await askPostgres(waiting, url)).length > 0)
  commit()
  await moving
  test.equal(await room, undefined)
  test.match(await findUser(db, id), { email: 'finn@example.org' })
})
