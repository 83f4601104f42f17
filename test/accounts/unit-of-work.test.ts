import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { createCommit } from '../../src/accounts/unit-of-work.js'
import { enqueueMail } from '../../src/mail/outbox.js'
import type { Mark } from '../../src/revocation/mark.js'
import { recordedMark } from '../../src/revocation/recorded-mark.js'
import type { Revocation } from '../../src/revocation/revocation-set.js'
import { migrateUp } from '../database/migrate-all.js'
import { openDatabase } from '../database/open-database.js'
import { noon, temporaryDirectory } from '../helper.js'

const revocation = (): Revocation => ({ id: randomUUID(), bucket: 'aa', until: noon + 60 })
const event = { type: 'logout', outcome: 'success', request: { ip: '', id: 'x' } } as const
const notice = { recipient: 'rey@example.org', template: 'address-taken', data: {} } as const

/** A unit of work whose effects are listed in their order, with what is committed at that moment. */
async function start(t: Test, publish = async () => {}) {
  const db = await openDatabase(t, { DATA_DIR: temporaryDirectory(t) })
  await migrateUp(db)
  const effects: string[] = []
  const countOf = async (table: 'events' | 'revocations' | 'mails') =>
    (await db.selectFrom(table).selectAll().execute()).length
  const commit = createCommit({
    db,
    clock: () => noon,
    onEvents(events) {
      if (events.length > 0) effects.push(`log ${events.length}`)
    },
    mail: {
      enqueue: (trx, mail) => enqueueMail(trx, mail, noon),
      wake: () => void effects.push('woken')
    },
    async publish(revocations) {
      effects.push(`publish ${revocations.length} of ${await countOf('revocations')}`)
      await publish()
      effects.push('published')
    }
  })
  return { commit, effects, countOf }
}

t.test('a commit publishes, wakes the mail worker, and then resolves', async (t) => {
  const { commit, effects, countOf } = await start(t)
  const result = await commit(async ({ record, enqueue, revoke, republish }) => {
    await record(event)
    await enqueue(notice)
    await revoke([revocation(), revocation()])
    republish([revocation()])
    effects.push('written')
    return 'the result'
  })
  effects.push('resolved')
  t.equal(result, 'the result')
  t.strictSame(effects, ['written', 'log 1', 'publish 3 of 2', 'published', 'woken', 'resolved'])
  t.strictSame(
    [await countOf('events'), await countOf('mails'), await countOf('revocations')],
    [1, 1, 2]
  )
})

t.test('a commit does not resolve before the revocations are published', async (t) => {
  let release = () => {}
  const isPublished = new Promise<void>((resolve) => {
    release = resolve
  })
  const { commit, effects } = await start(t, () => isPublished)
  const committed = commit(({ revoke }) => revoke([revocation()])).then(
    () => void effects.push('resolved')
  )
  await new Promise((turn) => setTimeout(turn, 20))
  t.strictSame(effects, ['publish 1 of 1'])
  release()
  await committed
  t.strictSame(effects, ['publish 1 of 1', 'published', 'resolved'])
})

t.test('a commit fails if the revocations cannot be published, and keeps its rows', async (t) => {
  const { commit, countOf } = await start(t, async () => {
    throw new Error('no Redis')
  })
  await t.rejects(
    commit(({ revoke }) => revoke([revocation()])),
    { message: 'no Redis' }
  )
  t.equal(await countOf('revocations'), 1, 'the background job publishes it later')
})

t.test('an act that throws writes, publishes and mails nothing', async (t) => {
  const { commit, effects, countOf } = await start(t)
  const act = commit(async ({ record, enqueue, revoke }) => {
    await record(event)
    await enqueue(notice)
    await revoke([revocation()])
    throw new Error('refused')
  })
  await t.rejects(act, { message: 'refused' })
  t.strictSame(effects, [])
  t.strictSame(
    [await countOf('events'), await countOf('mails'), await countOf('revocations')],
    [0, 0, 0]
  )
})

t.test('an act is retried after a transaction conflict, and publishes once', async (t) => {
  const { commit, effects, countOf } = await start(t)
  let runs = 0
  await commit(async ({ revoke }) => {
    await revoke([revocation()])
    if (++runs === 1) throw Object.assign(new Error('deadlock'), { code: '40P01' })
  })
  t.equal(runs, 2)
  t.strictSame(effects, ['publish 1 of 1', 'published'])
  t.equal(await countOf('revocations'), 1)
})

t.test('a commit without a mail worker leaves its mails to the serving process', async (t) => {
  const db = await openDatabase(t, { DATA_DIR: temporaryDirectory(t) })
  await migrateUp(db)
  const commit = createCommit({ db, clock: () => noon, publish: async () => {} })
  await commit(({ enqueue }) => enqueue(notice))
  t.match(await db.selectFrom('mails').selectAll().execute(), [
    { recipient: notice.recipient, template: notice.template, next_try_at: noon }
  ])
})

t.test('an act in a restored database is rolled back before it raises the count', async (t) => {
  const db = await openDatabase(t, { DATA_DIR: temporaryDirectory(t) })
  await migrateUp(db)
  const counts: Mark[] = []
  const commit = createCommit({
    db,
    clock: () => noon,
    publish: async () => {},
    requireCounted(before) {
      counts.push(before)
      if (counts.length > 1) throw new Error('the database is behind')
    }
  })
  await commit(({ revoke }) => revoke([revocation(), revocation()]))
  await t.rejects(
    commit(({ revoke }) => revoke([revocation()])),
    { message: 'the database is behind' }
  )
  t.same(counts, [{ a: 0 }, { a: 2 }])
  t.match(await recordedMark(db), { a: 2 })
})
