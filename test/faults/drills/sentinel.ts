import { setTimeout as sleep } from 'node:timers/promises'
import { masterName } from '../../redis-sentinel.js'
import type { RedisServer } from '../../redis-server.js'
import { until } from '../../until.js'
import type { Drill } from '../drill.js'
import type { WithSentinel } from '../stages/with-sentinel.js'
import { killAhead } from './fall-behind.js'

/** Waits until the Sentinels name another master, and it is one. */
async function promoted({ redis }: WithSentinel, old: RedisServer): Promise<string> {
  await until(async () => {
    const master = await redis.master()
    if (master === old) return false
    return (await master.ask((client) => client.info('replication'))).includes('role:master')
  })
  return `master ${old.port} → ${(await redis.master()).port}`
}

/** Waits until every other server follows the master. */
async function isReplicated({ redis }: WithSentinel): Promise<void> {
  await until(async () => {
    const others = redis.othersThan(await redis.master())
    const infos = await Promise.all(
      others.map((server) => server.ask((client) => client.info('replication')))
    )
    return infos.every((info) => info.includes('master_link_status:up'))
  }, 60_000)
}

async function failOver(stage: WithSentinel): Promise<string> {
  const { redis } = stage
  const master = await redis.master()
  // Refused until they have seen for a while that the replica is well.
  const order = () => redis.ask((client) => client.call('SENTINEL', 'FAILOVER', masterName))
  await until(() => order().catch(() => null))
  return promoted(stage, master)
}

/** The master stops for as long as it takes to replace it, and goes on as a master until it is told. */
async function freeze(stage: WithSentinel): Promise<string> {
  const master = await stage.redis.master()
  master.pause()
  const change = await promoted(stage, master)
  await sleep(1000)
  master.resume()
  return change
}

export const sentinel: readonly Drill<WithSentinel>[] = [
  {
    name: 'Sentinel: master killed while it is ahead of its replica',
    losesData: true,
    prepare: isReplicated,
    async fault(stage) {
      const { redis, ledger } = stage
      const master = await redis.master()
      const count = await killAhead(master, redis.othersThan(master), ledger, { patience: 800 })
      const change = await promoted(stage, master)
      // Comes back with the rest of them, as a replica.
      await master.restart()
      return `${change}; ${count} tokens revoked that only the old one knew`
    }
  },
  {
    name: 'Sentinel: replica promoted by hand while writes go on',
    prepare: isReplicated,
    async fault(stage) {
      const change = await failOver(stage)
      // Until it is told, the old one is a master as well, and takes writes that will be lost.
      await isReplicated(stage)
      return `${change}, the old one a replica`
    }
  },
  {
    name: 'Sentinel: an instance started on the new master, the other still on the old one',
    prepare: isReplicated,
    endsInstances: true,
    async fault(stage) {
      await stage.second.kill('SIGTERM')
      const change = await failOver(stage)
      await stage.second.start()
      await isReplicated(stage)
      return change
    }
  },
  {
    name: 'Sentinel: master frozen, replaced, and back as if nothing had been',
    prepare: isReplicated,
    fault: freeze
  },
  {
    name: 'Sentinel: to a new master and back to the old one, which lost what it alone knew',
    prepare: isReplicated,
    async fault(stage) {
      const there = await failOver(stage)
      await isReplicated(stage)
      // Before anybody has asked the new one: the old one is what it was, but for its data.
      const back = await freeze(stage)
      return `${there}, ${back}; the same process again`
    }
  }
]
