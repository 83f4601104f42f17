import { randomUUID } from 'node:crypto'
import t from 'tap'
import { Problem } from '../../src/problems/problem.js'
import { createRedisSet, type RedisCommands } from '../../src/revocation/redis-set.js'
import { noon } from '../helper.js'

type Zmscore = (key: string, ...members: string[]) => Promise<(string | null)[]>
type Answers = Partial<RedisCommands> & { readonly zmscore?: Zmscore }

/** A client that answers what a test says, and good news otherwise. */
function fakeClient(answers: Answers = {}) {
  const commands: unknown[][] = []
  const zmscore: Zmscore =
    answers.zmscore ??
    (async (_key, ...members) => members.map((id) => (id === 'gen' ? 'inf' : null)))
  const client: RedisCommands = {
    zadd: async (...args) => {
      commands.push(['zadd', ...args])
    },
    multi: (all) => ({
      exec: async () => all.map(() => [null, 1])
    }),
    pipeline: (checks) => ({
      exec: () =>
        Promise.all(
          checks.map(([name, key, ...members]) => {
            commands.push([name, key, ...members])
            return zmscore(String(key), ...members.map(String)).then(
              (scores): [null, unknown] => [null, scores],
              (error): [Error, null] => [error, null]
            )
          })
        )
    }),
    ...answers
  }
  return { commands, set: createRedisSet(client, 'p:', () => noon) }
}

const token = { sub: '6f9619ff-8b86-4d01-b42d-00c04fc964ab' }
const revocation = { id: token.sub, bucket: 'ab', until: noon + 60 }

/** What a caller learns: to try again, and the cause for the log. */
const unavailable = (cause: RegExp) => ({
  code: 'service-unavailable',
  status: 503,
  message: /^redis-unreachable/,
  cause: { message: cause }
})

const exec = (replies: Awaited<ReturnType<ReturnType<RedisCommands['multi']>['exec']>>) => ({
  multi: () => ({ exec: async () => replies })
})

t.test('a revocation that Redis did not carry out is none', async (t) => {
  const failures: [string, Answers, RegExp][] = [
    ['the transaction was aborted', exec(null), /did not carry it out/],
    [
      'the write failed',
      exec([
        [new Error('OOM'), null],
        [null, 0]
      ]),
      /OOM/
    ],
    [
      'the pruning failed',
      exec([
        [null, 1],
        [new Error('WRONGTYPE'), null]
      ]),
      /WRONGTYPE/
    ],
    [
      'the client failed',
      { multi: () => ({ exec: () => Promise.reject(new Error('closed')) }) },
      /closed/
    ]
  ]
  for (const [what, answers, cause] of failures) {
    const { set } = fakeClient(answers)
    await t.rejects(set.revoke([revocation]), unavailable(cause), what)
  }
})

t.test('a check that Redis did not answer is none', async (t) => {
  const lost = async () => [null, null]
  const fail = () => Promise.reject(new Error('timed out'))
  for (const answers of [{ zmscore: fail }, { zmscore: lost, zadd: fail }]) {
    const { set } = fakeClient(answers)
    const rejection = await Promise.resolve(set.isRevoked(token)).catch((error: unknown) => error)
    t.type(rejection, Problem)
    t.match(rejection, unavailable(/timed out/))
  }
})

t.test('a probe that Redis did not answer fails', async (t) => {
  const { set } = fakeClient({ zadd: () => Promise.reject(new Error('timed out')) })
  await t.rejects(set.probe(), unavailable(/timed out/))
  await t.resolves(fakeClient().set.probe())
})

t.test('one command asks for gen, the token and its session', async (t) => {
  const { set, commands } = fakeClient()
  const sid = '0d7c1e2a-92f4-4b53-9be1-7c0a2f4d9e01'
  t.equal(await set.isRevoked(token), false)
  t.equal(await set.isRevoked({ ...token, sid }), false)
  t.same(commands, [
    ['zmscore', 'p:revoked:ab', 'gen', token.sub],
    ['zmscore', 'p:revoked:01', 'gen', token.sub, sid]
  ])
})

t.test('a token is revoked by any of its entries', async (t) => {
  const sid = randomUUID()
  for (const [scores, expected] of [
    [['inf', null, null], false],
    [['inf', '1', null], true],
    [['inf', null, '1'], true],
    [['inf', '0', '0'], true],
    [[null, '1', null], true]
  ] as const) {
    const { set } = fakeClient({ zmscore: async () => [...scores] })
    t.equal(await set.isRevoked({ ...token, sid }), expected, scores.join(' '))
  }
})

t.test('requests with one token share a command, but for their own turn only', async (t) => {
  const { set, commands } = fakeClient()
  const first = [set.isRevoked(token), set.isRevoked(token)]
  const other = set.isRevoked({ ...token })
  await Promise.all([...first, other])
  t.equal(commands.length, 2, 'another request brings other claims, of the same content or not')
  await new Promise(setImmediate)
  await set.isRevoked(token)
  t.equal(commands.length, 3)
})
