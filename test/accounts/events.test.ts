import t from 'tap'
import {
  type AccountEvent,
  insertEvent,
  listEvents,
  pruneEvents
} from '../../src/accounts/store/events.js'
import { build, noon } from '../helper.js'

const request = { ip: '192.0.2.1', id: 'b2d6b0ce-4b0d-4b4f-8a38-6f0f6f3c8c15' }
const login: AccountEvent = { type: 'login', outcome: 'success', userId: 1, request }

const day = 86_400

t.test(
  'an event stores the user, actor, type, time and origin, and limits their length',
  async (t) => {
    const { db } = await build(t)
    const injection = `'); drop table events; --\u0000`
    const now = noon + 0.9
    await insertEvent(db, { ...login, outcome: 'failure', actorId: 2, detail: { injection } }, now)
    const odd = { ...request, ip: 'x'.repeat(99) }
    await insertEvent(db, { type: 'login', outcome: 'failure', request: odd }, now)
    const rows = await db.selectFrom('events').selectAll().orderBy('id').execute()
    t.strictSame(rows, [
      {
        id: 1,
        at: noon,
        type: 'login',
        outcome: 'failure',
        user_id: 1,
        actor_id: 2,
        ip: '192.0.2.1',
        request_id: request.id,
        detail: JSON.stringify({ injection })
      },
      {
        id: 2,
        at: noon,
        type: 'login',
        outcome: 'failure',
        user_id: null,
        actor_id: null,
        ip: 'x'.repeat(45),
        request_id: request.id,
        detail: '{}'
      }
    ])
  }
)

t.test("a user's events are read newest first, a page at a time", async (t) => {
  const { db } = await build(t)
  for (let at = 1; at <= 5; at++) await insertEvent(db, login, at)
  await insertEvent(db, { ...login, userId: 2 }, 6)
  const page = async (after?: number) =>
    (await listEvents(db, { userId: 1 }, { limit: 2, after })).map(({ at }) => at)
  t.strictSame(await page(), [5, 4])
  t.strictSame(await page(4), [3, 2])
  t.strictSame(await page(1), [])
})

t.test('an event is rolled back with its transaction', async (t) => {
  const { db } = await build(t)
  const failure = db.transaction().execute(async (trx) => {
    await insertEvent(trx, login, noon)
    throw new Error('undone')
  })
  await t.rejects(failure, { message: 'undone' })
  t.strictSame(await listEvents(db, { userId: 1 }, { limit: 1 }), [])
})

t.test('old events are deleted in batches, the oldest first', async (t) => {
  const { db } = await build(t)
  for (let at = 1; at <= 5; at++) await insertEvent(db, login, at)
  t.equal(await pruneEvents(db, 4, 2), 2)
  t.strictSame(
    (await listEvents(db, { userId: 1 }, { limit: 9 })).map(({ at }) => at),
    [5, 4, 3]
  )
  t.equal(await pruneEvents(db, 4, 2), 1)
  t.equal(await pruneEvents(db, 4, 2), 0)
})

t.test('all events older than EVENTS_DAYS are deleted', async (t) => {
  const app = await build(t, { env: { EVENTS_DAYS: '2' }, clock: () => noon })
  const { db } = app
  const row = {
    type: 'login',
    outcome: 'success',
    user_id: 1,
    ip: '',
    request_id: '',
    detail: '{}'
  } as const
  const old = Array.from({ length: 600 }, () => ({ ...row, at: noon - 2 * day - 1 }))
  await db.insertInto('events').values(old).execute()
  await insertEvent(db, login, noon - 2 * day)
  await app.prune('events')
  t.strictSame(
    (await listEvents(db, { userId: 1 }, { limit: 9 })).map(({ at }) => at),
    [noon - 2 * day]
  )
})
