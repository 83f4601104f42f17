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
  const write = createRedisWrite({
    writers: server.nodes,
    keyOf: (bucket) => `p:revoked:${bucket}`,
    clock: () => noon,
    replicas: replicasOf({ REDIS_WAIT_REPLICAS: replicas, REDIS_TIMEOUT_MS: 250 }),
    async placeOf(writes) {
      asked.push([...writes])
      return place
    }
  })
  return { ...server, asked, write }
}

t.test('the entries of a bucket go with its pruning', async (t) => {
  const server = start(() => 1)
  await server.write([revocation, { ...revocation, id: 'other', until: noon + 90 }])
  t.same(server.commands, [
    ['zadd', 'p:revoked:ab', 'GT', noon + 60, id, noon + 90, 'other'],
    ['zremrangebyscore', 'p:revoked:ab', '-inf', `(${noon}`]
  ])
  t.same(server.asked, [[['ab', serverId]]], 'and whether others believe that server')
})

t.test('a revocation that Redis did not carry out is none', async (t) => {
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
  'a revocation on a server that was deposed is none, and the newer one is looked for',
  async (t) => {
    const server = start(() => 1, { place: 'elsewhere' })
    await t.rejects(server.write([revocation]), unavailable(/another server/))
    t.equal(server.rediscoveries(), 1)
  }
)

t.test('a revocation counts for the server that its own answer names', async (t) => {
  const server = start(() => 1)
  await server.write([revocation])
  server.infos.replication = 'role:master\r\nmaster_replid:feed\r\n'
  await server.write([revocation])
  t.same(server.asked[1], [['ab', 'f00d/feed']], 'it was a replica in between')
  server.infos.replication = 'role:slave\r\nmaster_replid:feed\r\n'
  await t.rejects(server.write([revocation]), unavailable(/is a replica/))
  const moved = start(() => new Error('MOVED 1 127.0.0.1:7001'))
  moved.infos.replication = server.infos.replication
  moved.identity().serverId = serverId
  await t.rejects(moved.write([revocation]), unavailable(/MOVED/), 'it is followed')
  t.equal(moved.rediscoveries(), 4)
})

t.test('while the set moves a revocation is none', async (t) => {
  const server = start(() => 1, { place: 'moving' })
  await t.rejects(server.write([revocation]), unavailable(/another server/))
  t.equal(server.rediscoveries(), 0, 'this is where it moves to')
})

t.test('where the database cannot tell, a revocation is none either', async (t) => {
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

t.test('a revocation waits for its replicas', async (t) => {
  const enough = start(([name]) => (name === 'wait' ? 2 : 1), { replicas: 2 })
  await enough.write([revocation])
  t.same(enough.commands.at(-1), ['wait', 2, 125])
  const few = start(([name]) => (name === 'wait' ? 1 : 1), { replicas: 2 })
  await t.rejects(few.write([revocation]), unavailable(/1 of 2 replicas/))
})

t.test('a write follows a bucket that moves, for a while', async (t) => {
  let moves = 2
  const server = start(([name]) =>
    name === 'zadd' && moves-- > 0 ? new Error('MOVED 1 127.0.0.1:7001') : 1
  )
  await server.write([revocation])
  t.equal(server.rediscoveries(), 2)
  const lost = start(() => new Error('ASK 1 127.0.0.1:7001'))
  await t.rejects(lost.write([revocation]), unavailable(/ASK/))
})
