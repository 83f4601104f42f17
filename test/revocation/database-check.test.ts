import t from 'tap'
import { createDatabaseCheck } from '../../src/revocation/database-check.js'
import { unavailable } from './fake-node.js'

const [sub, sid] = ['the-token', 'the-session']

/** Queries stay pending until a test resolves them. */
function start() {
  const questions: { ids: readonly string[]; answer: (revoked: readonly string[]) => void }[] = []
  const check = createDatabaseCheck(
    (ids) => new Promise((answer) => questions.push({ ids, answer })),
    () => {}
  )
  return { check, questions }
}

t.test('a token is revoked by its own id or its session', async (t) => {
  for (const [revoked, expected] of [
    [[sub], true],
    [[sid], true],
    [[], false]
  ] as const) {
    const check = createDatabaseCheck(
      async () => revoked,
      () => {}
    )
    t.equal(await check({ sub, sid }), expected)
  }
})

t.test('at most two queries run at once, and the waiting checks share the next one', async (t) => {
  const { check, questions } = start()
  const verdicts = Array.from({ length: 50 }, (_, index) => check({ sub: `token-${index}` }))
  t.equal(questions.length, 2)
  questions[0]?.answer(['token-0'])
  t.equal(await verdicts[0], true)
  t.equal(questions.length, 3)
  t.equal(questions[2]?.ids.length, 48, 'all the remaining checks')
  questions[1]?.answer([])
  questions[2]?.answer(['token-7'])
  const told = await Promise.all(verdicts)
  t.same(
    told.flatMap((isRevoked, index) => (isRevoked ? [index] : [])),
    [0, 7]
  )
})

t.test(
  'checks are rejected when the database fails, does not respond or is overloaded',
  async (t) => {
    const failing = createDatabaseCheck(
      () => Promise.reject(new Error('ECONNREFUSED')),
      () => {}
    )
    const reason = /^database-unreachable/
    await t.rejects(failing({ sub }), unavailable(/ECONNREFUSED/, reason))
    const { check } = start()
    await t.rejects(check({ sub }), unavailable(/does not respond/, reason))
    const { check: overrun } = start()
    const waiting = Array.from({ length: 2002 }, () => overrun({ sub }).catch(() => {}))
    await t.rejects(overrun({ sub }), unavailable(/too many/, reason))
    await Promise.all(waiting)
  }
)
