import { setTimeout as sleep } from 'node:timers/promises'
import { masterName } from '../../../test/redis-sentinel.js'
import type { RedisServer } from '../../../test/redis-server.js'
import { until } from '../../../test/until.js'
import type { WithSentinel } from '../deployments/with-sentinel.js'
import type { Drill } from '../drill.js'
import type { Instance } from '../instance.js'
import { sendRevoked } from '../sampled-requests.js'
import { isSuccess } from '../send-request.js'
import type { Session } from '../session.js'
import { killUnreplicated } from './kill-unreplicated.js'

/** Waits until the Sentinels name another master, and that server has the role. */
async function untilPromoted(
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

/** Waits until every other server replicates from the master. */
async function untilReplicated({ redis }: WithSentinel): Promise<void> {
  await until(async () => {
    const others = redis.othersThan(await redis.master())
    const infos = await Promise.all(
      others.map((server) => server.ask((client) => client.info('replication')))
    )
    return infos.every((info) => info.includes('master_link_status:up'))
  }, 60_000)
}

async function failOver(deployment: WithSentinel): Promise<string> {
  const { redis } = deployment
  const master = await redis.master()
  // Sentinels refuse the order until the replica has been healthy for a while.
  const order = () => redis.ask((client) => client.call('SENTINEL', 'FAILOVER', masterName))
  const promote = async (timeout?: number) => {
    await until(() => order().catch(() => null))
    return untilPromoted(deployment, master, timeout)
  }
  // A Sentinel may accept the order and abort it later.
  return promote(10_000).catch(() => promote())
}

/** Kills the connection of one instance, which then queries the Sentinels; the other one does not. */
async function disconnectOne(old: RedisServer): Promise<void> {
  await old.ask(async (client) => {
    const list = String(await client.client('LIST', 'TYPE', 'NORMAL'))
    // Sentinels name their connections. Only the connection of this query has `cmd=client`.
    const ids = list.split('\n').flatMap((line) => {
      const id = /^id=(\d+) .* name= /.exec(line)?.[1]
      return id === undefined || line.includes('cmd=client') ? [] : [id]
    })
    if (ids.length === 0) throw new Error('no instance is connected to the former master')
    await client.call('CLIENT', 'KILL', 'ID', ids[0] as string)
  })
}

/** Ends sessions on one instance for about a second, and tries each token at once on all instances. */
async function logOutOn(
  { samples, ledger, instances }: WithSentinel,
  writer: Instance,
  sessions: readonly Session[]
): Promise<void> {
  for (const { token } of sessions) {
    const response = await writer.send('/users/v1/logout', { method: 'POST', token })
    if (isSuccess(response)) {
      const revoked = { kind: 'access', bytes: token } as const
      ledger.add(revoked)
      await Promise.all(instances.map((instance) => sendRevoked(samples, instance, revoked)))
    }
    await sleep(50)
  }
}

/** Pauses the master until it is replaced. Then it resumes as a master until Sentinels reconfigure it. */
async function pauseUntilReplaced(deployment: WithSentinel): Promise<string> {
  const master = await deployment.redis.master()
  master.pause()
  const change = await untilPromoted(deployment, master)
  await sleep(1000)
  master.resume()
  return change
}

export const sentinel: readonly Drill<WithSentinel>[] = [
  {
    name: 'Sentinel: master killed before it replicates its last writes',
    losesData: true,
    prepare: untilReplicated,
    async fault(deployment) {
      const { redis, ledger } = deployment
      const master = await redis.master()
      const count = await killUnreplicated(master, redis.othersThan(master), ledger, {
        timeout: 800
      })
      const change = await untilPromoted(deployment, master)
      // It becomes a replica again.
      await master.restart()
      return `${change}; ${count} revocations existed only on the former master`
    }
  },
  {
    name: 'Sentinel: manual failover under load',
    prepare: untilReplicated,
    async fault(deployment) {
      const change = await failOver(deployment)
      // Until Sentinels reconfigure it, the former master accepts writes, which are lost later.
      await untilReplicated(deployment)
      return `${change}; the former master is a replica`
    }
  },
  {
    name: 'Sentinel: one instance uses the new master, the other one still reads from the former master',
    prepare: untilReplicated,
    async fault(deployment) {
      const changes: string[] = []
      // Either instance may lose its connection, so each of them is the writer once.
      for (const writer of deployment.instances) {
        const sessions = await Promise.all(
          Array.from({ length: 20 }, (_, i) => deployment.logIn(i))
        )
        await deployment.load.stop()
        const old = await deployment.redis.master()
        changes.push(await failOver(deployment))
        // Sentinels may reconfigure it at this moment. Then all connections end, including this one.
        await disconnectOne(old).catch(() => {})
        await logOutOn(deployment, writer, sessions)
        deployment.load.start()
        await untilReplicated(deployment)
      }
      return changes.join(', ')
    }
  },
  {
    name: 'Sentinel: master paused, replaced and resumed',
    prepare: untilReplicated,
    fault: pauseUntilReplaced
  },
  {
    name: 'Sentinel: failover and failback; the former master lost its last writes',
    prepare: untilReplicated,
    async fault(deployment) {
      const failover = await failOver(deployment)
      await untilReplicated(deployment)
      // Before any instance has queried the new master. The former one is the same process without its data.
      const failback = await pauseUntilReplaced(deployment)
      return `${failover}, ${failback}; the same process as before`
    }
  }
]
