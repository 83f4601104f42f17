import { setTimeout as sleep } from 'node:timers/promises'
import type { OneRedis } from '../deployments/one-redis.js'
import type { Drill } from '../drill.js'

/** The duration of each fault, in milliseconds. */
const outage = 3000

/** Faults of the network, and of a Redis that loses no data. */
export const network: readonly Drill<OneRedis>[] = [
  {
    name: 'redis-server: SIGSTOP for 5 s',
    isQuick: true,
    async fault({ redis }) {
      redis.pause()
      await sleep(5000)
      redis.resume()
      return 'stopped for 5 s'
    }
  },
  {
    name: 'CLIENT KILL every 50 ms',
    async fault({ client }) {
      const end = Date.now() + outage
      let killed = 0
      while (Date.now() < end) {
        killed += Number(await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'))
        await sleep(50)
      }
      if (killed < 20) throw new Error(`only ${killed} connections were killed`)
      return `${killed} connections killed`
    }
  },
  {
    name: 'network to Redis: all packets dropped',
    async fault({ proxies }) {
      for (const proxy of proxies) proxy.startDropping()
      await sleep(outage)
      for (const proxy of proxies) proxy.stopDropping()
      const dropped = proxies.reduce((sum, proxy) => sum + proxy.dropped, 0)
      if (dropped === 0) throw new Error('no data was dropped')
      return `${dropped} chunks dropped`
    }
  },
  {
    name: 'network to Redis: one second of latency',
    async fault({ proxies, samples }) {
      for (const proxy of proxies) proxy.delayBy(1000)
      const begun = performance.now()
      await sleep(outage)
      for (const proxy of proxies) proxy.delayBy(0)
      const refused = samples
        .between(begun + 500, performance.now(), 'read')
        .filter(({ status }) => status === 503)
      if (refused.length === 0) throw new Error('no read returned 503')
      return `${refused.length} reads returned 503`
    }
  },
  {
    name: 'network to Redis: replies truncated',
    async fault({ proxies }) {
      for (const proxy of proxies) proxy.truncateReplies(true)
      await sleep(outage)
      for (const proxy of proxies) proxy.truncateReplies(false)
      const truncated = proxies.reduce((sum, proxy) => sum + proxy.truncated, 0)
      if (truncated === 0) throw new Error('no reply was truncated')
      return `${truncated} replies truncated`
    }
  }
]
