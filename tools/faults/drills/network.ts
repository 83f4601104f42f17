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
    name: 'CLIENT KILL storm',
    async fault({ client }) {
      const end = Date.now() + outage
      let killed = 0
      while (Date.now() < end) {
        killed += Number(await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'))
        await sleep(50)
      }
      if (killed < 20) throw new Error(`only ${killed} connections killed`)
      return `${killed} connections killed`
    }
  },
  {
    name: 'network to Redis: a black hole',
    async fault({ proxies }) {
      for (const proxy of proxies) proxy.blackOut()
      await sleep(outage)
      for (const proxy of proxies) proxy.endBlackOut()
      const dropped = proxies.reduce((sum, proxy) => sum + proxy.dropped, 0)
      if (dropped === 0) throw new Error('nothing was dropped')
      return `${dropped} pieces dropped`
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
      if (refused.length === 0) throw new Error('nobody noticed')
      return `${refused.length} reads answered 503`
    }
  },
  {
    name: 'network to Redis: replies cut in their middle',
    async fault({ proxies }) {
      for (const proxy of proxies) proxy.cutReplies(true)
      await sleep(outage)
      for (const proxy of proxies) proxy.cutReplies(false)
      const cut = proxies.reduce((sum, proxy) => sum + proxy.cut, 0)
      if (cut === 0) throw new Error('nothing was cut')
      return `${cut} replies cut`
    }
  }
]
