import t from 'tap'
import type { BucketOwner } from '../../src/revocation/redis/bucket-owners.js'
import { createHeartbeatWatch, probeServer, updateTrust } from '../../src/revocation/redis/probe.js'
import { fakeNode, serverId } from './fake-node.js'

const owner = (bucket: string, changes: Partial<BucketOwner> = {}): [string, BucketOwner] => [
  bucket,
  { bucket, serverId, ticket: 'one', beat: 0, isFilled: true, ...changes }
]

/** Returns the buckets that the server lacks. */
async function missingBuckets(
  server: ReturnType<typeof fakeNode>,
  owners: ReadonlyMap<string, BucketOwner>
) {
  const share = await probeServer(server.node, ['00', '01'], (bucket) => bucket, true)
  return updateTrust(server.nodes, share, owners)?.buckets ?? []
}

t.test('a bucket is trusted if the database names its server', async (t) => {
  const server = fakeNode(() => 'inf')
  const other = { serverId: 'another', isFilled: true }
  t.same(await missingBuckets(server, new Map([owner('00'), owner('01', other)])), ['01'])
  t.same([...server.identity().trusted.keys()], ['00'])
  t.equal(server.rediscoveries(), 0, 'a new connection may claim the bucket')
  t.same(
    await missingBuckets(server, new Map([owner('00')])),
    ['01'],
    'a bucket without an owner is missing'
  )
})

t.test('a bucket is untrusted while it is being filled', async (t) => {
  const server = fakeNode(() => 'inf')
  t.same(await missingBuckets(server, new Map([owner('00', { isFilled: false }), owner('01')])), [
    '00'
  ])
})

t.test(
  'disconnects from a server that is no longer the recorded owner, instead of refilling it',
  async (t) => {
    const server = fakeNode(() => 'inf')
    t.same(await missingBuckets(server, new Map([owner('00'), owner('01')])), [])
    const elsewhere = owner('01', { serverId: 'another' })
    t.same(await missingBuckets(server, new Map([owner('00'), elsewhere])), [])
    t.equal(server.rediscoveries(), 1)
    t.notOk(server.identity().trusted.has('01'))
  }
)

t.test('a server that loaded other data or became a replica loses its identity', async (t) => {
  for (const [replication, reason] of [
    ['role:master\r\nmaster_replid:feed', /identity of this Redis has changed/],
    ['role:slave\r\nmaster_replid:beef', /replica/]
  ] as const) {
    const server = fakeNode(() => 'inf')
    await missingBuckets(server, new Map([owner('00'), owner('01')]))
    t.equal(server.identity().trusted.size, 2)
    server.infos.replication = replication
    await t.rejects(missingBuckets(server, new Map()), { message: reason })
    t.equal(server.identity().trusted.size, 0)
  }
})

t.test('a bucket that has moved to another node is untrusted', async (t) => {
  const server = fakeNode(() => 'PONG')
  await missingBuckets(server, new Map([owner('00'), owner('01')]))
  const share = await probeServer(server.node, ['00'], (bucket) => bucket, true)
  updateTrust(server.nodes, share, new Map([owner('00'), owner('01')]))
  t.same([...server.identity().trusted.keys()], ['00'])
})

t.test('owners from the database do not apply to a connection that was opened later', async (t) => {
  const server = fakeNode(() => 'inf')
  const share = await probeServer(server.node, ['00'], (bucket) => bucket, true)
  server.node.emit('close')
  t.equal(updateTrust(server.nodes, share, new Map([owner('00')])), null)
  t.equal(server.identity().trusted.size, 0)
  t.equal(share.identity.trusted.size, 0)
})

/** A server with both buckets. The first one can be lost. */
function startLosing(loss: unknown = null) {
  const state = { isLost: false }
  const server = fakeNode(([name, key]) =>
    name === 'zscore' && key === '00' && state.isLost ? loss : 'inf'
  )
  return { ...server, state }
}
const both = new Map([owner('00'), owner('01')])

t.test('the monitor detects a lost bucket without any request', async (t) => {
  for (const loss of [null, new Error('WRONGTYPE Operation against a key')]) {
    const server = startLosing(loss)
    t.same(await missingBuckets(server, both), [])
    server.state.isLost = true
    const share = await probeServer(server.node, ['00', '01'], (bucket) => bucket, true)
    t.match(updateTrust(server.nodes, share, both), { buckets: ['00'], lostTickets: ['one'] })
    t.same([...server.identity().lost], ['00'])
    server.state.isLost = false
    t.same(await missingBuckets(server, both), [])
    t.equal(server.identity().lost.size, 0, 'the bucket is found again')
  }
})

t.test('a single command probes a server whose buckets are all trusted', async (t) => {
  const buckets = ['00', '01']
  let existing: unknown = 2
  const server = fakeNode(([name]) => (name === 'exists' ? existing : 'inf'))
  const probe = async () => {
    server.commands.length = 0
    const share = await probeServer(server.node, buckets, (bucket) => bucket, false)
    updateTrust(server.nodes, share, both)
    return server.commands.map(([name]) => name)
  }
  t.same(await probe(), ['zscore', 'zscore'], 'nothing is trusted yet')
  t.same(await probe(), ['exists'])
  existing = 1
  t.same(await probe(), ['exists', 'zscore', 'zscore'], 'a key is gone')
  existing = new Error('NOPERM this user has no permissions to run the exists command')
  t.same(await probe(), ['exists', 'zscore', 'zscore'], 'the server rejects the command')
  existing = 2
  server.identity().lost.add('01')
  t.same(await probe(), ['zscore', 'zscore'], 'a check or a write has found a loss')
  t.same(await probe(), ['exists'])
})

t.test('a bucket that was untrusted is not reported as lost', async (t) => {
  const server = startLosing()
  server.state.isLost = true
  t.same(
    await missingBuckets(server, both),
    [],
    'it may have been completed between the two queries'
  )
  t.same([...server.identity().lost], ['00'])
  t.same(await missingBuckets(server, both), ['00'])
})

t.test('a bucket that is completed during the probe is not reported as lost', async (t) => {
  const server: ReturnType<typeof fakeNode> = fakeNode(([name, key]) => {
    if (name !== 'zscore' || key !== '00') return 'inf'
    // The refill of this process completes the bucket while the reply is in transit.
    server.identity().trusted.set('00', 'one')
    return null
  })
  t.same(await missingBuckets(server, both), [])
})

t.test('a bucket that another instance has refilled since is not reported as lost', async (t) => {
  const server = startLosing()
  await missingBuckets(server, both)
  server.state.isLost = true
  const again = new Map([owner('00', { ticket: 'two' }), owner('01')])
  t.same(await missingBuckets(server, again), [])
  t.same(await missingBuckets(server, again), ['00'], 'a later loss is reported')
})

t.test('a bucket on another node is neither trusted nor refilled', async (t) => {
  const server = startLosing(new Error('MOVED 1 127.0.0.1:7001'))
  await missingBuckets(server, both)
  server.state.isLost = true
  t.same(await missingBuckets(server, both), [])
  t.same([...server.identity().trusted.keys()], ['01'])
  t.equal(server.identity().lost.size, 0)
})

t.test('a server that returns an error is not reported as having lost data', async (t) => {
  const server = startLosing(new Error('CLUSTERDOWN The cluster is down'))
  await missingBuckets(server, both)
  server.state.isLost = true
  await t.rejects(missingBuckets(server, both), /CLUSTERDOWN/)
  server.node.send = async () => []
  await t.rejects(missingBuckets(server, both), /did not execute the command/)
})

t.test('a refill is dead when its heartbeat has not changed for five seconds', async (t) => {
  let now = 0
  const deathsIn = createHeartbeatWatch(() => now)
  const at = (time: number, ...owners: [string, BucketOwner][]) => {
    now = time
    return deathsIn(owners.map(([, one]) => one))
  }
  const filled = owner('ff')
  const [first, second] = [0, 1].map((beat) => owner('00', { isFilled: false, beat })) as [
    [string, BucketOwner],
    [string, BucketOwner]
  ]
  t.same(at(0, first, filled), [])
  t.same(at(5000, first, filled), [])
  t.same(at(5001, first, filled), ['one'])
  t.same(at(5002, second), [], 'the heartbeat has changed')
  t.same(at(10_003, second), ['one'])
  t.same(at(10_004, filled), [], 'the refill is complete')
  t.same(at(10_005, second), [], 'the watch has forgotten the ticket')
  t.same(at(10_006, owner('00', { isFilled: false, ticket: null })), [], 'no refill runs')
})
