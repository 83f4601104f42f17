import t from 'tap'
import { problem } from '../../src/problems/problem.js'
import { encodeCutOff } from '../../src/revocation/cut-off.js'
import { createDatabaseCheck } from '../../src/revocation/database-check.js'
import { noon } from '../helper.js'
import { unavailable } from './fake-node.js'

const [sub, sid] = ['the-token', 'the-session']
const iat = noon
const clock = () => noon

/** Queries stay pending until a test resolves them. */
function start() {
  const questions: { ids: readonly string[]; answer: (revoked: readonly string[]) => void }[] = []
  const check = createDatabaseCheck(
    (ids) =>
      new Promise((resolve) => {
        const answer = (revoked: readonly string[]) =>
          resolve({ revoked, cutOff: null, recorded: {} })
        questions.push({ ids, answer })
      }),
    clock,
    () => {},
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
      async () => ({ revoked, cutOff: null, recorded: {} }),
      clock,
      () => {},
      () => {}
    )
    t.equal(await check({ sub, sid, iat }), expected)
  }
})

t.test('at most two queries run at once, and the waiting checks share the next one', async (t) => {
  const { check, questions } = start()
  const verdicts = Array.from({ length: 50 }, (_, index) => check({ sub: `token-${index}`, iat }))
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
      clock,
      () => {},
      () => {}
    )
    const reason = /^database-unreachable/
    await t.rejects(failing({ sub, iat }), unavailable(/ECONNREFUSED/, reason))
    const { check } = start()
    await t.rejects(check({ sub, iat }), unavailable(/does not respond/, reason))
    const { check: overrun } = start()
    const waiting = Array.from({ length: 2002 }, () => overrun({ sub, iat }).catch(() => {}))
    await t.rejects(overrun({ sub, iat }), unavailable(/too many/, reason))
    await Promise.all(waiting)
  }
)

t.test('a cut-off refuses the tokens that were issued before it', async (t) => {
  const cutOff = encodeCutOff({ validFrom: noon, orderedAt: noon - 1 })
  const check = createDatabaseCheck(
    async () => ({ revoked: [], cutOff, recorded: {} }),
    clock,
    () => {},
    () => {}
  )
  t.equal(await check({ sub, sid, iat: noon - 1 }), true)
  t.equal(await check({ sub, sid, iat }), false)
})

t.test('a record that lacks revocations is not used', async (t) => {
  const check = createDatabaseCheck(
    async () => ({ revoked: [], cutOff: null, recorded: { a: 3 } }),
    clock,
    ({ a }) => {
      throw problem('service-unavailable', { detail: `only ${a}` })
    },
    () => {}
  )
  await t.rejects(check({ sub, iat }), { message: 'only 3' })
})
