import { randomUUID } from 'node:crypto'
import t from 'tap'
import { encodeCutOff } from '../../src/revocation/cut-off.js'
import { createRedisCheck } from '../../src/revocation/redis/check.js'
import { noon } from '../helper.js'
import { fakeNode, unavailable } from './fake-node.js'

type Scores = readonly (string | null)[]

const token = { sub: '6f9619ff-8b86-4d01-b42d-00c04fc964ab', iat: noon }
const sid = '0d7c1e2a-92f4-4b53-9be1-7c0a2f4d9e01'

/**
 * A check with the given replies of the server, and a record that reports every token as revoked.
 */
function start(answer: (command: readonly (string | number)[]) => Scores | Error) {
  const server = fakeNode(answer)
  const doubts: string[] = []
  const freshness = { isFresh: true }
  const check = createRedisCheck({
    nodes: server.nodes,
    keyOf: (bucket) => `p:revoked:${bucket}`,
    clock: () => noon,
    queryRecord: async () => true,
    recordedCutOff: () => null,
    isFresh: () => freshness.isFresh,
    onDoubt: () => void doubts.push('doubt'),
    onDuration: () => {}
  })
  return { ...server, doubts, freshness, check }
}

const clean = (command: readonly unknown[]): Scores =>
  command.slice(2).map((member) => (member === 'gen' ? 'inf' : null))

/** As if the database named the bucket as filled there. */
function trust(server: ReturnType<typeof start>, ...buckets: string[]) {
  for (const bucket of buckets) server.identity().trusted.set(bucket, 'ticket')
}

t.test('one command queries gen, the cut-off, the token and its session', async (t) => {
  const server = start(clean)
  trust(server, 'ab', '01')
  t.equal(await server.check(token), false)
  t.equal(await server.check({ ...token, sid }), false)
  t.same(server.commands, [
    ['zmscore', 'p:revoked:ab', 'gen', 'from', token.sub],
    ['zmscore', 'p:revoked:01', 'gen', 'from', token.sub, sid]
  ])
  t.same(server.doubts, [])
})

t.test('a token is revoked by any of its entries, even in an untrusted bucket', async (t) => {
  for (const scores of [
    ['inf', null, '1', null],
    ['inf', null, null, '1'],
    ['inf', null, '0', '0'],
    [null, null, '1', null]
  ] as const) {
    const server = start(() => scores)
    t.equal(await server.check({ ...token, sid }), true, scores.join(' '))
    t.same(server.doubts, [], 'no doubt is reported')
  }
})

t.test('queries the record when the bucket is untrusted', async (t) => {
  const cases: [what: string, answer: Scores, trusted: boolean, lost: boolean][] = [
    ['the bucket has no gen', [null, null, null], true, true],
    ['the database names another server', ['inf', null, null], false, false],
    ['both', [null, null, null], false, true]
  ]
  for (const [what, answer, trusted, lost] of cases) {
    const server = start(() => answer)
    if (trusted) trust(server, 'ab')
    t.equal(await server.check(token), true, what)
    t.same(server.doubts, ['doubt'], what)
    t.equal(server.identity().lost.has('ab'), lost, what)
  }
})

t.test('trust ends with the connection', async (t) => {
  const server = start(clean)
  trust(server, 'ab')
  t.equal(await server.check(token), false)
  server.node.emit('close')
  t.equal(await server.check(token), true, 'the result of the record')
  t.same(server.doubts, ['doubt'])
})

t.test('trust expires unless it is renewed', async (t) => {
  const server = start(clean)
  trust(server, 'ab')
  server.freshness.isFresh = false
  t.equal(await server.check(token), true, 'the result of the record')
  t.same(server.doubts, ['doubt'])
})

t.test('rejects a replica, and gives a server with other data a new identity', async (t) => {
  const server = start(clean)
  server.infos.replication = 'role:slave\r\nmaster_replid:beef\r\n'
  await t.rejects(server.check(token), unavailable(/is a replica/))
  server.infos.replication = 'role:master\r\nmaster_replid:feed\r\n'
  t.equal(await server.check(token), true)
  t.equal(server.identity().serverId, 'f00d/feed')
})

t.test('queries the record when a bucket moves to another node', async (t) => {
  for (const message of ['MOVED 1 127.0.0.1:7001', 'ASK 1 127.0.0.1:7001']) {
    const server = start(() => new Error(message))
    trust(server, 'ab')
    t.equal(await server.check(token), true)
    t.equal(server.rediscoveries(), 1)
    t.notOk(server.identity().trusted.has('ab'), 'the bucket is untrusted')
  }
})

t.test('rejects a check when Redis does not execute the command', async (t) => {
  const failing = start(() => new Error('WRONGTYPE'))
  await t.rejects(failing.check(token), unavailable(/WRONGTYPE/))
  const broken = start(() => {
    throw new Error('timed out')
  })
  await t.rejects(broken.check(token), unavailable(/timed out/))
  const silent = start(clean)
  silent.node.send = async () => []
  await t.rejects(silent.check(token), unavailable(/did not execute the command/))
  silent.identity().serverId = 'known'
  await t.rejects(silent.check(token), unavailable(/did not execute the command/))
  const nameless = start(clean)
  nameless.node.send = async () => [
    [null, '# Server'],
    [null, 'role:master']
  ]
  await t.rejects(nameless.check(token), unavailable(/run_id/))
})

t.test('rejects a check when no node serves the bucket', async (t) => {
  const server = start(clean)
  server.nodes.of = () => {
    throw new Error('no master')
  }
  t.throws(() => server.check(token), unavailable(/no master/))
  t.equal(server.rediscoveries(), 1)
})

t.test(
  'concurrent checks of one request share a command within one turn of the event loop only',
  async (t) => {
    const server = start(clean)
    trust(server, 'ab')
    const first = [server.check(token), server.check(token)]
    const other = server.check({ ...token })
    await Promise.all([...first, other])
    t.equal(
      server.commands.length,
      2,
      'another request has its own claims object, even with the same content'
    )
    await new Promise(setImmediate)
    await server.check(token)
    t.equal(server.commands.length, 3)
    t.equal(await server.check({ ...token, sub: `${randomUUID().slice(0, -2)}ab` }), false)
  }
)

t.test('a cut-off refuses older tokens, whatever the bucket', async (t) => {
  const score = String(encodeCutOff({ validFrom: noon, orderedAt: noon - 1 }))
  const server = start(() => ['inf', score, null])
  trust(server, 'ab')
  t.equal(await server.check(token), false)
  t.equal(await server.check({ ...token, iat: noon - 1 }), true)
  t.same(server.doubts, [])
})
