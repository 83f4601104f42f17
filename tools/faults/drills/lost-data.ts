import { setTimeout as sleep } from 'node:timers/promises'
import { claimsOf } from '../claims-of.js'
import { type OneRedis, prefix } from '../deployments/one-redis.js'
import type { Drill } from '../drill.js'

/** How long a server is down, in milliseconds. */
const outage = 1000

const runIdChange = (before: string, now: string) =>
  `run_id ${before.slice(0, 6)}… → ${now.slice(0, 6)}…`

async function killAndRestart(deployment: OneRedis, restart: () => Promise<void>): Promise<string> {
  const before = await deployment.info('run_id')
  await deployment.redis.kill()
  await sleep(outage)
  await restart()
  const now = await deployment.info('run_id')
  if (now === before) throw new Error('the run_id of redis-server has not changed')
  return runIdChange(before, now)
}

let backup: Buffer

/** Restarts and data losses of a single Redis. */
export const lostData: readonly Drill<OneRedis>[] = [
  {
    name: 'redis-server: SIGKILL, restart with its data',
    isQuick: true,
    fault: (deployment) => killAndRestart(deployment, () => deployment.redis.restart())
  },
  {
    name: 'redis-server: SIGKILL, restart without data',
    losesData: true,
    isQuick: true,
    fault: (deployment) => killAndRestart(deployment, () => deployment.redis.restartEmpty())
  },
  {
    name: 'redis-server: SIGKILL, restart from an older RDB file',
    losesData: true,
    async prepare({ redis, ledger }) {
      backup = await redis.backUp()
      const { size } = ledger
      while (ledger.size < size + 20) await sleep(50)
    },
    fault: (deployment) => killAndRestart(deployment, () => deployment.redis.restartFrom(backup))
  },
  {
    name: 'FLUSHALL',
    losesData: true,
    isQuick: true,
    async fault(deployment) {
      const before = await deployment.buckets()
      await deployment.client.flushall()
      return `${before} buckets deleted`
    }
  },
  {
    name: 'one bucket deleted',
    losesData: true,
    async fault({ client, ledger }) {
      const { sid } = claimsOf(ledger.tokens.at(-1)?.bytes ?? '')
      const key = `${prefix}revoked:${sid.slice(-2)}`
      const entries = await client.zcard(key)
      if ((await client.del(key)) !== 1) throw new Error(`${key} does not exist`)
      return `${key} deleted, ${entries} members`
    }
  },
  {
    name: 'maxmemory-policy set to an evicting policy at runtime',
    losesData: true,
    async fault(deployment) {
      const { client } = deployment
      await client.config('SET', 'maxmemory-policy', 'allkeys-random')
      const evicted = Number(await deployment.info('evicted_keys'))
      // Less than an empty server uses, so the server evicts every write.
      await client.config('SET', 'maxmemory', '500kb')
      await sleep(3000)
      await client.config('SET', 'maxmemory', '0')
      await client.config('SET', 'maxmemory-policy', 'noeviction')
      const now = Number(await deployment.info('evicted_keys'))
      if (now === evicted) throw new Error('no key was evicted')
      return `${now - evicted} keys evicted`
    }
  }
]
