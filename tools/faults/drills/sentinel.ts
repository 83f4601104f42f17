import { setTimeout as sleep } from 'node:timers/promises'
import { masterName } from '../../../test/redis-sentinel.js'
import type { RedisServer } from '../../../test/redis-server.js'
import { until } from '../../../test/until.js'
import { isGood } from '../ask.js'
import type { Drill } from '../drill.js'
import type { Instance } from '../instance.js'
import type { Session } from '../session.js'
import type { WithSentinel } from '../stages/with-sentinel.js'
import { tryRevoked } from '../try.js'
import { killAhead } from './fall-behind.js'

/** Waits until the Sentinels name another master, and it is one. */
async function promoted(
  { redis }: WithSentinel,
  old: RedisServer,
  timeout?: number
): Promise<string> {
  await until(async () => {
    const master = await redis.master()
    if (master === old) return false
    return (await master.ask((client) => client.info('replication'))).includes('role:master')
  }, timeout)
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
  const promote = async (timeout?: number) => {
    await until(() => order().catch(() => null))
    return promoted(stage, master, timeout)
  }
  // A Sentinel may take the order and break it off.
  return promote(10_000).catch(() => promote())
}

/** Breaks the connection of one instance: it asks the Sentinels then, and the other one does not. */
async function leave(old: RedisServer): Promise<void> {
  await old.ask(async (client) => {
    const list = String(await client.client('LIST', 'TYPE', 'NORMAL'))
    // Sentinels name their connections; this question's own is the only one that asks for clients.
    const ids = list.split('\n').flatMap((line) => {
      const id = /^id=(\d+) .* name= /.exec(line)?.[1]
      return id === undefined || line.includes('cmd=client') ? [] : [id]
    })
    if (ids.length === 0) throw new Error('no instance is on the old master')
    await client.call('CLIENT', 'KILL', 'ID', ids[0] as string)
  })
}

/** Sessions end on one instance, and are tried on the others at once: for about a second. */
async function logOutOn(
  { samples, ledger, instances }: WithSentinel,
  writer: Instance,
  sessions: readonly Session[]
): Promise<void> {
  for (const { token } of sessions) {
    const answer = await writer.ask('/users/v1/logout', { method: 'POST', token })
    if (isGood(answer)) {
      const revoked = { kind: 'access', bytes: token } as const
      ledger.add(revoked)
      await Promise.all(instances.map((instance) => tryRevoked(samples, instance, revoked)))
    }
    await sleep(50)
  }
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
      const count = await killAhead(master, redis.othersThan(master), ledger, { timeout: 800 })
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
    name: 'Sentinel: one instance goes over to the new master, the other only reads on the old one',
    prepare: isReplicated,
    async fault(stage) {
      const changes: string[] = []
      // Which of them goes is left to chance: each is the one that writes once.
      for (const writer of stage.instances) {
        const sessions = await Promise.all(Array.from({ length: 20 }, (_, i) => stage.logIn(i)))
        await stage.load.stop()
        const old = await stage.redis.master()
        changes.push(await failOver(stage))
        // The Sentinels may tell it in this very moment: then all connections end, this one too.
        await leave(old).catch(() => {})
        await logOutOn(stage, writer, sessions)
        stage.load.start()
        await isReplicated(stage)
      }
      return changes.join(', ')
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
