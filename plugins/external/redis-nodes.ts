import type { Cluster, Redis } from 'ioredis'
import { buckets } from '../../src/revocation/buckets.js'
import type { RedisNodes } from '../../src/revocation/redis-nodes.js'

/** One server, or the master that Sentinels name: the client follows it by itself. */
export function singleNode(client: Redis): RedisNodes {
  return { of: () => client, rediscover: () => client.disconnect(true) }
}

/** The masters of a Cluster. Each bucket is a key, and lies where its slot lies just now. */
export async function clusterNodes(
  cluster: Cluster,
  keyOf: (bucket: string) => string
): Promise<RedisNodes> {
  const slots = new Map<string, number>()
  for (const bucket of buckets) slots.set(bucket, await cluster.cluster('KEYSLOT', keyOf(bucket)))

  return {
    of(bucket) {
      const [address] = cluster.slots[slots.get(bucket) as number] ?? []
      const node = cluster
        .nodes('master')
        .find(({ options: { host, port } }) => `${host}:${port}` === address)
      if (node === undefined) throw new Error('no master of the Cluster serves this slot')
      return node
    },
    rediscover: () => cluster.refreshSlotsCache()
  }
}
