import { Kysely, sql } from 'kysely'
import Sqlite from 'libsql'
import t, { type Test } from 'tap'
import type { Database } from '../../src/database/schema.js'
import { ImmediateSqliteDialect } from '../../src/database/sqlite-dialect.js'
import {
  createMailWorker,
  type Letter,
  type MailWorkerOptions
} from '../../src/mail/mail-worker.js'
import { claimMails, deleteMail, enqueueMail, postponeMail } from '../../src/mail/outbox.js'
import { migrateUp } from '../database/migrate-all.js'
import { noon } from '../helper.js'
import { until } from '../until.js'
import { notice } from './mail-app.js'

async function memory(t: Test) {
  const database = new Sqlite(':memory:')
  const db = new Kysely<Database>({ dialect: new ImmediateSqliteDialect(database) })
  t.teardown(() => db.destroy())
  await migrateUp(db)
  return db
}

const lease = { limit: 5, lease: 60 }

t.test('a claimed mail is not claimed again before its lease ends', async (t) => {
  const db = await memory(t)
  for (let i = 0; i < 7; i++) await enqueueMail(db, notice, noon)
  const claims = await Promise.all([1, 2, 3, 4].map(() => claimMails(db, noon, lease)))
  const ids = claims.flat().map(({ id }) => id)
  t.equal(new Set(ids).size, ids.length)
  const rest = await claimMails(db, noon, lease)
  t.same([...ids, ...rest.map(({ id }) => id)].sort(), [1, 2, 3, 4, 5, 6, 7])
  t.strictSame(await claimMails(db, noon + 59, lease), [])
  t.equal(
    (await claimMails(db, noon + 60, { ...lease, limit: 9 })).length,
    7,
    'after the lease has ended'
  )
})

t.test('mails are claimed in the order of their next try, and none is claimed early', async (t) => {
  const db = await memory(t)
  for (const delay of [3, 1, 2]) await enqueueMail(db, notice, noon + delay + 0.9)
  t.strictSame(await claimMails(db, noon + 0.9, lease), [])
  t.match(await claimMails(db, noon + 9, lease), [{ id: 2 }, { id: 3 }, { id: 1 }])
})

t.test('an outdated claim does not postpone a mail', async (t) => {
  const db = await memory(t)
  await enqueueMail(db, notice, noon)
  const [first] = await claimMails(db, noon, lease)
  const [second] = await claimMails(db, noon + 60, lease)
  if (!first || !second) throw new Error('not claimed')
  await postponeMail(db, first, noon + 61)
  t.match(await db.selectFrom('mails').selectAll().execute(), [{ next_try_at: noon + 120 }])
  await postponeMail(db, second, noon + 65.5)
  t.match(await db.selectFrom('mails').selectAll().execute(), [{ next_try_at: noon + 65 }])
  await deleteMail(db, first)
  t.strictSame(
    await db.selectFrom('mails').selectAll().execute(),
    [],
    'a sent mail is deleted even with an outdated claim'
  )
})

async function startMailWorker(t: Test, changes: Partial<MailWorkerOptions> = {}) {
  const db = await memory(t)
  const sent: Letter[] = []
  const lines: object[] = []
  const log = (details: object) => void lines.push(details)
  const options: MailWorkerOptions = {
    db,
    clock: () => noon,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    sign: () => 'a.b.c',
    linkBase: () => 'https://api.example',
    send: async (letter) => void sent.push(letter),
    sendTimeout: 20,
    onEvents: () => {},
    log: { warn: log, error: log },
    ...changes
  }
  return { db, sent, lines, deliver: createMailWorker(options), again: createMailWorker(options) }
}

const open = () => false
const { signal } = new AbortController()

t.test('two workers send each mail once', async (t) => {
  const { db, sent, deliver, again } = await startMailWorker(t)
  for (let i = 0; i < 40; i++) await enqueueMail(db, notice, noon)
  await Promise.all([deliver(open, signal), again(open, signal)])
  await until(async () => {
    await Promise.all([deliver(open, signal), again(open, signal)])
    return sent.length >= 40
  })
  t.equal(new Set(sent.map(({ id }) => id)).size, 40)
  t.equal(sent.length, 40)
})

/** Hangs until it is aborted, like nodemailer with a server that sends its replies byte by byte. */
const hang: MailWorkerOptions['send'] = (_letter, signal) =>
  new Promise((_resolve, reject) => {
    const fail = () => reject(signal.reason)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail)
  })

t.test('a delivery that hangs is aborted after the timeout', async (t) => {
  const { db, lines, deliver } = await startMailWorker(t, { send: hang })
  await enqueueMail(db, notice, noon)
  await deliver(open, signal)
  t.match(lines, [{ mail: 1, tries: 1, reason: /timeout/ }])
  t.match(await db.selectFrom('mails').selectAll().execute(), [{ next_try_at: noon + 1 }])
})

t.test('the signal aborts a running delivery', async (t) => {
  const { db, lines, deliver } = await startMailWorker(t, { send: hang, sendTimeout: 60_000 })
  await enqueueMail(db, notice, noon)
  const abort = new AbortController()
  const delivered = deliver(open, abort.signal)
  await until(async () => (await db.selectFrom('mails').selectAll().execute())[0]?.tries === 1)
  abort.abort(new Error('closing'))
  await delivered
  t.match(lines, [{ reason: 'closing' }])
})

t.test('an aborted signal also aborts a delivery that starts later', async (t) => {
  const { db, lines, deliver } = await startMailWorker(t, { send: hang, sendTimeout: 60_000 })
  await enqueueMail(db, notice, noon)
  await deliver(open, AbortSignal.abort(new Error('closing')))
  t.match(lines, [{ reason: 'closing' }])
})

t.test('no delivery starts while the service closes', async (t) => {
  const { db, sent, deliver } = await startMailWorker(t)
  await enqueueMail(db, notice, noon)
  await deliver(() => true, signal)
  t.strictSame(sent, [])
  t.match(await db.selectFrom('mails').selectAll().execute(), [{ tries: 0 }])
})

t.test('after a failure, the other mails wait for the next round', async (t) => {
  let sent = 0
  const send = async () => {
    sent++
    throw new Error('down')
  }
  const { db, lines, deliver } = await startMailWorker(t, { send })
  for (let i = 0; i < 12; i++) await enqueueMail(db, notice, noon)
  await deliver(open, signal)
  t.equal(sent, 5)
  t.equal(lines.length, 5)
})

t.test('an internal error in the creation of a link is retried', async (t) => {
  const { db, lines, deliver } = await startMailWorker(t, {
    sign() {
      throw new TypeError('unforeseen')
    }
  })
  const token = { kind: 'email', kid: 'x', claims: { exp: noon + 60 } }
  const row = { ...notice, template: 'verify-address', data: JSON.stringify({ token }) }
  await db
    .insertInto('mails')
    .values({ ...row, created_at: noon, tries: 0, next_try_at: noon })
    .execute()
  await deliver(open, signal)
  t.match(lines, [{ reason: 'unforeseen' }])
  t.match(await db.selectFrom('mails').selectAll().execute(), [{ next_try_at: noon + 1 }])
})

t.test('the reason of a failure is logged even if the database rejects writes', async (t) => {
  for (const error of [{ code: 'ESOCKET' }, { code: 'EENVELOPE', responseCode: 550 }]) {
    const { db, lines, deliver } = await startMailWorker(t, {
      async send() {
        await sql`pragma query_only = on`.execute(db)
        throw Object.assign(new Error('not sent'), error)
      }
    })
    await enqueueMail(db, notice, noon)
    await t.rejects(deliver(open, signal), { code: 'SQLITE_READONLY' })
    t.match(lines, [{ mail: 1, reason: 'not sent' }])
  }
})
