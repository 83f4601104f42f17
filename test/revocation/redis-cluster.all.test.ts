import type { Cluster } from 'ioredis'
import t from 'tap'
import { mint, temporaryDirectory } from '../helper.js'
import { type ClusterNode, RedisCluster } from '../redis-cluster.js'
import { until } from '../until.js'
import { build, getFilms, isComplete, logOut, ready, statusOf, uuidIn } from './redis-app.js'

/** Each master serves some of these buckets. */
const some = ['00', '3c', '5f', '81', 'a7', 'cd', 'fe']

t.test('the set is stored on the masters of a Cluster', async (t) => {
  const cluster = await RedisCluster.start(t)
  const env = {
    REDIS_CLUSTER: cluster.hosts,
    REDIS_WAIT_REPLICAS: '1',
    REDIS_TIMEOUT_MS: '1000',
    DATA_DIR: temporaryDirectory(t)
  }
  const app = await build(t, { env })
  await isComplete(app)
  t.equal(await statusOf(ready(app)), 200)
  const tokens = some.map((bucket) => mint('access', { sub: uuidIn(bucket) }))
  for (const token of tokens) {
    t.equal(await statusOf(getFilms(app, token)), 200)
    t.equal(await statusOf(logOut(app, token)), 200)
    t.equal(await statusOf(getFilms(app, token)), 401)
  }
  t.equal(await app.revocationSet.count(), tokens.length)
  const masters = (await cluster.nodes()).filter(({ isMaster }) => isMaster)
  for (const { server } of masters) t.ok((await server.ask((client) => client.dbsize())) > 0)

  const stillRevoked = async () => {
    for (const token of tokens) t.equal(await statusOf(getFilms(app, token)), 401)
  }

  /** Waits until the tokens are rejected again. Until then the response is 503, never 200. */
  const recovers = async (one: typeof app) => {
    const told = new Set<number>()
    await until(async () => {
      const answers = await Promise.all(tokens.map((token) => statusOf(getFilms(one, token))))
      for (const answer of answers) told.add(answer)
      return answers.every((answer) => answer === 401)
    })
    t.notOk(told.has(200), 'no response is 200')
  }

  await t.test(
    'a bucket without a known master returns 503 and triggers a slot refresh',
    async () => {
      const { slots } = app.redis as unknown as Cluster
      const slot = await (app.redis as unknown as Cluster).cluster('KEYSLOT', 'starwars:revoked:00')
      slots[slot] = ['127.0.0.1:1']
      t.equal(await statusOf(getFilms(app, tokens[0] as string)), 503)
      await until(async () => (await statusOf(getFilms(app, tokens[0] as string))) === 401)
      slots[slot] = ['127.0.0.1:1']
      t.equal(app.revocationSet.countComplete(), 255)
      t.equal(await statusOf(ready(app)), 503)
      await until(async () => (await statusOf(ready(app))) === 200)
    }
  )

  await t.test(
    'a bucket that was on another node is untrusted, even without a check in between',
    async (t) => {
      await isComplete(app)
      const client = app.redis as unknown as Cluster
      const sub = uuidIn('00')
      const token = mint('access', { sub })
      t.equal(await statusOf(logOut(app, token)), 200)
      // As on a replica that was disconnected.
      await client.zrem('starwars:revoked:00', sub)
      t.equal(await statusOf(getFilms(app, token)), 200, 'this loss cannot be detected')
      const slot = await client.cluster('KEYSLOT', 'starwars:revoked:00')
      const own = client.slots[slot] as string[]
      const other = client.slots.find((nodes) => nodes[0] !== own[0]) as string[]
      client.slots[slot] = other
      client.emit('refresh')
      client.slots[slot] = own
      t.equal(await statusOf(getFilms(app, token)), 401, 'the result of the record')
    }
  )

  await t.test('buckets move with their slots, or are refilled on the new node', async () => {
    const [from, to] = masters as [ClusterNode, ClusterNode]
    await cluster.moveSlots(from, to, 2000)
    await stillRevoked()
    await isComplete(app)
    await stillRevoked()
    t.equal(await statusOf(getFilms(app, mint())), 200)
    // A logout that coincides with the move of its bucket may return 503 and need a retry.
    const answers: { fresh: string; status: number }[] = []
    await until(async () => {
      const fresh = mint()
      const status = await statusOf(logOut(app, fresh))
      answers.unshift({ fresh, status })
      return status !== 503
    })
    const [{ fresh, status }] = answers as [{ fresh: string; status: number }]
    t.equal(status, 200)
    t.equal(await statusOf(getFilms(app, fresh)), 401)
  })

  await t.test('the replica of a failed master takes over', async () => {
    const [first] = masters as [ClusterNode]
    await first.server.kill()
    const other = await build(t, { env })
    const isDown = (await cluster.nodes(masters[1]?.server)).find(({ id }) => id === first.id)
    t.match(isDown, { isMaster: true }, 'an instance starts before the failover')
    await recovers(app)
    await isComplete(app)
    t.equal(await statusOf(ready(app)), 200)
    await stillRevoked()
    // It learns of the failover by itself.
    await isComplete(other)
    await recovers(other)
    const fresh = some.map((bucket) => mint('access', { sub: uuidIn(bucket) }))
    const answers = await Promise.all(fresh.map((token) => statusOf(logOut(other, token))))
    t.ok(answers.includes(200), 'masters that still have a replica accept logouts')
  })
})

t.test('an unreachable Cluster is rejected with the name of its setting', async (t) => {
  await t.rejects(
    build(t, { env: { REDIS_CLUSTER: '127.0.0.1:1' } }),
    /REDIS_CLUSTER: cannot connect/
  )
})
