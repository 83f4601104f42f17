import t from 'tap'
import { createRedisWrite, replicasOf } from '../../src/revocation/redis/write.js'
import { noon } from '../helper.js'
import { fakeNode, serverId, unavailable } from './fake-node.js'

const id = '6f9619ff-8b86-4d01-b42d-00c04fc964ab'
const revocation = { id, bucket: 'ab', until: noon + 60 }

function start(
  answer: (command: readonly (string | number)[]) => unknown,
  { replicas = 0, place = 'here' as 'here' | 'elsewhere' | 'moving' } = {}
) {
  const server = fakeNode(answer)
  const asked: [string, string][][] = []
  const losses: string[] = []
  const write = createRedisWrite({
    writers: server.nodes,
    keyOf: (bucket) => `p:revoked:${bucket}`,
    clock: () => noon,
    replicas: replicasOf({ REDIS_WAIT_REPLICAS: replicas, REDIS_TIMEOUT_MS: 250 }),
    async placeOf(writes) {
      asked.push([...writes])
      return place
    },
    onLoss: (bucket) => void losses.push(bucket)
  })
  return { ...server, asked, losses, write }
}

t.test('a write adds the entries of a bucket and prunes it in one pipeline', async (t) => {
  const server = start(() => 1)
  await server.write([revocation, { ...revocation, id: 'other', until: noon + 90 }])
  t.same(server.commands, [
    ['zadd', 'p:revoked:ab', 'GT', noon + 60, id, noon + 90, 'other'],
    ['zremrangebyscore', 'p:revoked:ab', '-inf', `(${noon}`],
    ['zscore', 'p:revoked:ab', 'gen']
  ])
  t.same(server.losses, [])
  t.same(server.asked, [[['ab', serverId]]], 'the database is queried for the owner of the bucket')
})

t.test('reports a bucket that was lost before the write', async (t) => {
  const server = start(([name]) => (name === 'zscore' ? null : 1))
  await server.write([revocation])
  t.same(server.losses, ['ab'])
})

t.test('rejects a revocation that Redis did not execute', async (t) => {
  for (const failing of ['zadd', 'zremrangebyscore']) {
    const server = start(([name]) => (name === failing ? new Error('OOM') : 1))
    await t.rejects(server.write([revocation]), unavailable(/OOM/), failing)
  }
  const broken = start(() => {
    throw new Error('closed')
  })
  await t.rejects(broken.write([revocation]), unavailable(/closed/))
})

t.test(
  'rejects a revocation on a server that is no longer the owner, and rediscovers the owner',
  async (t) => {
    const server = start(() => 1, { place: 'elsewhere' })
    await t.rejects(server.write([revocation]), unavailable(/another server/))
    t.equal(server.rediscoveries(), 1)
  }
)

t.test('uses the server identity from the response of the same write', async (t) => {
  const server = start(() => 1)
  await server.write([revocation])
  server.infos.replication = 'role:master\r\nmaster_replid:feed\r\n'
  await server.write([revocation])
  t.same(
    server.asked[1],
    [['ab', 'f00d/feed']],
    'the identity changed: the server has been a replica in between'
  )
  server.infos.replication = 'role:slave\r\nmaster_replid:feed\r\n'
  await t.rejects(server.write([revocation]), unavailable(/is a replica/))
  const moved = start(() => new Error('MOVED 1 127.0.0.1:7001'))
  moved.infos.replication = server.infos.replication
  moved.identity().serverId = serverId
  await t.rejects(moved.write([revocation]), unavailable(/MOVED/), 'the redirection is followed')
  t.equal(moved.rediscoveries(), 4)
})

t.test('rejects a revocation while the set moves', async (t) => {
  const server = start(() => 1, { place: 'moving' })
  await t.rejects(server.write([revocation]), unavailable(/another server/))
  t.equal(server.rediscoveries(), 0, 'this server is the destination of the move')
})

t.test('rejects a revocation if the owner cannot be queried', async (t) => {
  const server = fakeNode(() => 1)
  const write = createRedisWrite({
    writers: server.nodes,
    keyOf: (bucket) => bucket,
    clock: () => noon,
    replicas: { count: 0, timeout: 0 },
    placeOf: () => Promise.reject(new Error('ECONNREFUSED'))
  })
  await t.rejects(write([revocation]), unavailable(/ECONNREFUSED/, /^database-unreachable/))
})

t.test('a revocation waits for the required number of replicas', async (t) => {
  const enough = start(([name]) => (name === 'wait' ? 2 : 1), { replicas: 2 })
  await enough.write([revocation])
  t.same(enough.commands.at(-1), ['wait', 2, 125])
  const few = start(([name]) => (name === 'wait' ? 1 : 1), { replicas: 2 })
  await t.rejects(few.write([revocation]), unavailable(/1 of 2 replicas/))
})

t.test('a write follows a moving bucket a limited number of times', async (t) => {
  let moves = 2
  const server = start(([name]) =>
    name === 'zadd' && moves-- > 0 ? new Error('MOVED 1 127.0.0.1:7001') : 1
  )
  await server.write([revocation])
  t.equal(server.rediscoveries(), 2)
  const lost = start(() => new Error('ASK 1 127.0.0.1:7001'))
  await t.rejects(lost.write([revocation]), unavailable(/ASK/))
})
