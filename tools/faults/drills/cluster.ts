import { buckets } from '../../../src/revocation/buckets.js'
import type { ClusterNode } from '../../../test/redis-cluster.js'
import { until } from '../../../test/until.js'
import { claimsOf } from '../claims-of.js'
import { prefix, type WithCluster } from '../deployments/with-cluster.js'
import type { Drill } from '../drill.js'
import type { RevokedToken } from '../ledger.js'
import { killUnreplicated } from './kill-unreplicated.js'

async function masters({ redis }: WithCluster): Promise<ClusterNode[]> {
  return (await redis.nodes()).filter(({ isMaster, hasFailed }) => isMaster && !hasFailed)
}

/** Returns the keys of the buckets on a node. */
async function bucketsOn({ server }: ClusterNode): Promise<Set<string>> {
  return new Set(await server.ask((client) => client.keys(`${prefix}revoked:*`)))
}

/** Returns the key of the bucket that contains a session's revocation. */
const keyOf = (sid: string) => `${prefix}revoked:${sid.slice(-2)}`

/** Returns a master and its replica. Neither is the node that reports the state of the others. */
async function masterAndReplica({ redis }: WithCluster): Promise<[ClusterNode, ClusterNode]> {
  const nodes = (await redis.nodes()).filter(({ server }) => server !== redis.servers[0])
  for (const replica of nodes) {
    const master = nodes.find(({ id }) => id === replica.master)
    if (master) return [master, replica]
  }
  throw new Error('no master with a replica')
}

/** Waits until the node is a master. */
async function untilMaster(deployment: WithCluster, { id }: ClusterNode): Promise<void> {
  await until(async () => (await masters(deployment)).some((master) => master.id === id))
}

async function untilHealthy({ redis }: WithCluster): Promise<void> {
  await until(() => redis.isWell().catch(() => false), 60_000)
}

export const cluster: readonly Drill<WithCluster>[] = [
  {
    name: 'Cluster: master killed before it replicates its last writes',
    losesData: true,
    prepare: untilHealthy,
    async fault(deployment) {
      const { redis, ledger } = deployment
      // Not the first server, which reports the state of the others.
      const [master] = (await masters(deployment)).filter(
        ({ server }) => server !== redis.servers[0]
      )
      if (master === undefined) throw new Error('no master')
      const replicas = (await redis.nodes())
        .filter(({ master: id }) => id === master.id)
        .map(({ server }) => server)
      const own = await bucketsOn(master)
      const isOnMaster = ({ bytes }: RevokedToken) => own.has(keyOf(claimsOf(bytes).sid))
      const count = await killUnreplicated(master.server, replicas, ledger, {
        timeout: 1500,
        isOnMaster
      })
      await until(async () => {
        const nodes = await masters(deployment)
        return replicas.every((replica) => nodes.some(({ server }) => server === replica))
      })
      await master.server.restart()
      return `its replica became a master; ${count} revocations existed only on the former master`
    }
  },
  {
    name: 'Cluster: failover and failback; the former master lacks the last writes',
    losesData: true,
    prepare: untilHealthy,
    async fault(deployment) {
      const { ledger } = deployment
      const [old, promoted] = await masterAndReplica(deployment)
      const own = await bucketsOn(old)
      const isOnMaster = ({ bytes }: RevokedToken) => own.has(keyOf(claimsOf(bytes).sid))
      await promoted.server.ask((client) => client.cluster('FAILOVER'))
      await untilMaster(deployment, promoted)
      await untilHealthy(deployment)
      const { size } = ledger
      await until(() => ledger.tokens.slice(size).some(isOnMaster))
      // The former one never stops: instances stay connected to it, and it has every bucket.
      const count = await killUnreplicated(promoted.server, [old.server], ledger, {
        timeout: 1500,
        isOnMaster
      })
      await untilMaster(deployment, old)
      await promoted.server.restart()
      return `${count} revocations existed only on the new master; the same process as before`
    }
  },
  {
    name: 'Cluster: slots migrated to another master',
    prepare: untilHealthy,
    async fault(deployment) {
      const [from, to] = await masters(deployment)
      if (from === undefined || to === undefined) throw new Error('fewer than two masters')
      const before = await bucketsOn(from)
      await deployment.redis.moveSlots(from, to, 1000)
      const after = await bucketsOn(to)
      const moved = [...before].filter((bucket) => after.has(bucket)).length
      if (moved === 0) throw new Error('no bucket has moved')
      return `${moved} of ${buckets.length} buckets moved`
    }
  }
]
