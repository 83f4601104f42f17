import { type Kysely, sql } from 'kysely'
import t, { type Test } from 'tap'
import { isDatabaseUnreachable } from '../../src/database/errors.js'
import type { Database } from '../../src/database/schema.js'
import { temporaryDirectory } from '../helper.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { startProxy } from '../revocation/tcp-proxy.js'
import { until } from '../until.js'
import { openDatabase } from './open-database.js'

/** In milliseconds. */
const timeouts = { statement: 600, query: 1000, idleTransaction: 10_000 }

/** A database with an empty table, behind a proxy that can disturb the network. */
async function start(t: Test, changed: Partial<typeof timeouts> = {}) {
  const url = await createDatabase(t)
  await askPostgres('create table notes (text text)', url)
  const through = new URL(url)
  let isMute = false
  const swallow = (chunk: Buffer) => (isMute ? Buffer.alloc(0) : chunk)
  const proxy = await startProxy(t, Number(through.port || 5432), { rewrite: swallow })
  through.host = new URL(proxy.url).host
  const env = { DATA_DIR: temporaryDirectory(t), DATABASE_URL: through.href }
  const db = await openDatabase(t, env, { ...timeouts, ...changed })
  return {
    db,
    proxy,
    /** Whether the replies of the server are lost, while all requests arrive. */
    mute(isIt: boolean) {
      isMute = isIt
    },
    /** The connections in the view of the server. */
    connections: () =>
      askPostgres(
        `select pid from pg_stat_activity where datname = current_database() and application_name like 'starwars-api%'`,
        url
      ),
    notes: () => askPostgres('select text from notes', url)
  }
}

async function pidOf(db: Kysely<Database>): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  return rows[0]?.pid
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => new Error('it succeeded'),
    (error) => error
  )
}

t.test('a connection is closed after its first timeout', async (t) => {
  const { db, proxy } = await start(t)
  const before = await pidOf(db)
  proxy.silence()
  t.match(await failureOf(pidOf(db)), { message: 'Query read timeout' })
  proxy.endSilence()
  t.not(await pidOf(db), before)
})

t.test('a transaction without replies fails after one timeout, and is rolled back', async (t) => {
  const { db, proxy, mute, connections, notes } = await start(t)
  let sent = 0
  const transaction = db.transaction().execute(async (trx) => {
    const pid = await pidOf(trx)
    mute(true)
    const failure = await failureOf(sql`insert into notes values ('half')`.execute(trx))
    // Before the transaction releases the connection.
    await until(async () => (await connections()).every((other) => other.pid !== pid), 10_000)
    sent = proxy.chunks
    throw failure
  })
  const failure = await failureOf(transaction)
  t.match(failure, { message: 'Query read timeout' })
  t.ok(isDatabaseUnreachable(failure))
  t.equal(proxy.chunks, sent, 'no rollback is sent, so there is no second timeout')

  mute(false)
  await sql`insert into notes values ('whole')`.execute(db)
  t.strictSame(await notes(), [{ text: 'whole' }])
})

t.test('a connection with an open transaction is not reused', async (t) => {
  const { db, connections } = await start(t)
  for (const what of ['select 1', 'select nonsense']) {
    const left = await db.connection().execute(async (one) => {
      await sql`begin`.execute(one)
      const pid = await pidOf(one)
      await failureOf(sql.raw(what).execute(one))
      return pid
    })
    t.not(await pidOf(db), left, what)
    await until(async () => (await connections()).every(({ pid }) => pid !== left), 10_000)
  }
})

t.test('a connection is kept after an error response of the server', async (t) => {
  const { db } = await start(t)
  const before = await pidOf(db)
  t.match(await failureOf(sql`select nonsense`.execute(db)), { code: '42703' })
  t.equal(await pidOf(db), before)
  const slow = await failureOf(
    db.transaction().execute((trx) => sql`select pg_sleep(20)`.execute(trx))
  )
  t.match(slow, { code: '57014' }, 'the statement timeout of the server applies first')
  t.ok(isDatabaseUnreachable(slow))
  t.equal(await pidOf(db), before)
})

t.test('the server ends an idle transaction', async (t) => {
  const { db, connections } = await start(t, { idleTransaction: 100 })
  const transaction = db.transaction().execute(async (trx) => {
    await sql`select 1`.execute(trx)
    await until(async () => (await connections()).length === 0, 10_000)
    await sql`select 1`.execute(trx)
  })
  t.ok(isDatabaseUnreachable(await failureOf(transaction)))
  await t.resolves(pidOf(db))
})
