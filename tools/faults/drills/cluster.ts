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
async function pairBeside({ redis }: WithCluster): Promise<[ClusterNode, ClusterNode]> {
  const nodes = (await redis.nodes()).filter(({ server }) => server !== redis.servers[0])
  for (const replica of nodes) {
    const master = nodes.find(({ id }) => id === replica.master)
    if (master) return [master, replica]
  }
  throw new Error('there is no such pair')
}

/** Waits until the node is a master. */
async function isMaster(deployment: WithCluster, { id }: ClusterNode): Promise<void> {
  await until(async () => (await masters(deployment)).some((master) => master.id === id))
}

async function isWell({ redis }: WithCluster): Promise<void> {
  await until(() => redis.isWell().catch(() => false), 60_000)
}

export const cluster: readonly Drill<WithCluster>[] = [
  {
    name: 'Cluster: a master killed while it is ahead of its replica',
    losesData: true,
    prepare: isWell,
    async fault(deployment) {
      const { redis, ledger } = deployment
      // Not the first server, which reports the state of the others.
      const [master] = (await masters(deployment)).filter(
        ({ server }) => server !== redis.servers[0]
      )
      if (master === undefined) throw new Error('there is no master')
      const replicas = (await redis.nodes())
        .filter(({ master: id }) => id === master.id)
        .map(({ server }) => server)
      const own = await bucketsOn(master)
      const isThere = ({ bytes }: RevokedToken) => own.has(keyOf(claimsOf(bytes).sid))
      const count = await killUnreplicated(master.server, replicas, ledger, {
        timeout: 1500,
        isThere
      })
      await until(async () => {
        const nodes = await masters(deployment)
        return replicas.every((replica) => nodes.some(({ server }) => server === replica))
      })
      await master.server.restart()
      return `its replica is a master; ${count} tokens revoked that only the old one knew`
    }
  },
  {
    name: 'Cluster: to a new master and back to the old one, which lacks what that one alone knew',
    losesData: true,
    prepare: isWell,
    async fault(deployment) {
      const { ledger } = deployment
      const [old, heir] = await pairBeside(deployment)
      const own = await bucketsOn(old)
      const isThere = ({ bytes }: RevokedToken) => own.has(keyOf(claimsOf(bytes).sid))
      await heir.server.ask((client) => client.cluster('FAILOVER'))
      await isMaster(deployment, heir)
      await isWell(deployment)
      const { size } = ledger
      await until(() => ledger.tokens.slice(size).some(isThere))
      // The old one never stops: instances stay connected to it, and it has every bucket.
      const count = await killUnreplicated(heir.server, [old.server], ledger, {
        timeout: 1500,
        isThere
      })
      await isMaster(deployment, old)
      await heir.server.restart()
      return `${count} tokens revoked that only the new one knew; the same process again`
    }
  },
  {
    name: 'Cluster: slots migrated to another master',
    prepare: isWell,
    async fault(deployment) {
      const [from, to] = await masters(deployment)
      if (from === undefined || to === undefined) throw new Error('there are no two masters')
      const before = await bucketsOn(from)
      await deployment.redis.moveSlots(from, to, 1000)
      const after = await bucketsOn(to)
      const moved = [...before].filter((bucket) => after.has(bucket)).length
      if (moved === 0) throw new Error('no bucket moved')
      return `${moved} of ${buckets.length} buckets moved`
    }
  }
]
