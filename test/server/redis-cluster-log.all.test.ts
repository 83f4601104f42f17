import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { RedisCluster } from '../redis-cluster.js'
import type { RedisServer } from '../redis-server.js'
import { until } from '../until.js'
import { Service } from './service.js'

/** The length of an outage in milliseconds. The service reconnects ten times a second. */
const outage = 2000

t.test('each outage and recovery of a Cluster node is logged once', async (t) => {
  const cluster = await RedisCluster.start(t)
  const service = new Service(t, { env: { REDIS_CLUSTER: cluster.hosts } })
  const origin = await service.origin()
  const isReady = async () => (await fetch(`${origin}/readyz`)).status === 200
  await until(isReady)
  /** The lines about a node: `u` for unreachable, `b` for back, `n` for no longer used. */
  const told = ({ port }: RedisServer) =>
    service.log
      .filter(({ node }) => node === `127.0.0.1:${port}`)
      .map(({ msg }) => /^Redis is (\w)/.exec(String(msg))?.[1])
      .join('')

  const masters = (await cluster.nodes()).filter(({ isMaster }) => isMaster)
  const [one, another, third] = masters.map(({ server }) => server) as [
    RedisServer,
    RedisServer,
    RedisServer
  ]
  // The third master alone is no majority, so no replica is promoted.
  // A broken and a refused connection are two reasons.
  for (const pattern of [/^uu?b$/, /^uu?buu?b$/]) {
    for (const server of [one, another]) await server.kill()
    await sleep(outage)
    for (const server of [one, another]) await server.restart()
    await until(() => told(one).endsWith('b') && told(another).endsWith('b'))
    for (const server of [one, another]) t.match(told(server), pattern)
    await until(isReady)
  }

  await until(() => cluster.isWell())
  await third.kill()
  await until(() => told(third).endsWith('n'))
  t.match(told(third), /^uu?n$/)
  await until(isReady)
  await third.restart()
  await until(() => cluster.isWell())
  await sleep(outage)
  t.match(told(third), /^uu?n$/, 'a replica is not used')
  const count = service.log.filter(({ msg }) => String(msg).startsWith('Redis is ')).length
  t.equal(count, [one, another, third].map(told).join('').length, 'no other node is logged')
})
