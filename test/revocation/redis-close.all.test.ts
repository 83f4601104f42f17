import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { defaultRedisTimeout } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { build, buildOn, isComplete, start, watchRejections } from './redis-app.js'

const connections = async (client: Redis) =>
  String(await client.client('LIST'))
    .trim()
    .split('\n').length

async function closesSoon(t: Test, close: () => Promise<unknown>): Promise<void> {
  const rejections = watchRejections(t)
  await close()
  // A new connection would be established within this time.
  await sleep(300)
  t.same(rejections, [])
}

t.test('closing the service closes its connection with QUIT', async (t) => {
  const { app, client } = await start(t)
  t.equal(await connections(client), 2)
  await closesSoon(t, () => app.close())
  t.equal(await connections(client), 1)
  t.match(await client.info('commandstats'), /^cmdstat_quit:calls=1,/m)
})

t.test('closing does not wait for a stopped Redis, and ends all reconnect attempts', async (t) => {
  const redis = await startRedis(t)
  const app = await buildOn(t, redis)
  await redis.kill()
  await closesSoon(t, () => app.close())
  await redis.restart()
  await sleep(300)
  t.equal(await connections(await redis.connect(t)), 1)
})

t.test('closing does not wait for a paused Redis', async (t) => {
  const redis = await startRedis(t)
  const app = await buildOn(t, redis, { env: defaultRedisTimeout })
  redis.pause()
  await closesSoon(t, () => app.close())
  redis.resume()
  // Redis now reads what it received while paused, including the end of the connection.
  await sleep(300)
  t.equal(await connections(await redis.connect(t)), 1)
})

t.test('no further slot refresh starts if the service closes during one', async (t) => {
  const config = ['cluster-enabled yes', 'cluster-announce-ip 127.0.0.1']
  const redis = await startRedis(t, { config })
  await redis.ask((client) => client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383'))
  const app = await build(t, { env: { REDIS_CLUSTER: `127.0.0.1:${redis.port}` } })
  await isComplete(app)
  const cluster = app.redis as unknown as { refreshSlotsCache(done?: () => void): void }
  const asked: (() => void)[] = []
  cluster.refreshSlotsCache = (done = () => {}) => void asked.push(done)
  await until(() => asked.length > 0)
  await app.close()
  for (const answer of asked.splice(0)) answer()
  // More than twice the refresh interval.
  await sleep(2500)
  t.equal(asked.length, 0)
})
