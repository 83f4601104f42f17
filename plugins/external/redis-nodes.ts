import fp from 'fastify-plugin'
import type { Cluster, Redis } from 'ioredis'
import { buckets } from '../../src/revocation/buckets.js'
import type { RedisNodes } from '../../src/revocation/redis-nodes.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The servers of the set of revoked tokens, where it lies in Redis. */
    redisNodes: {
      readonly readers: RedisNodes
      /** On connections of their own where a write waits for replicas, which holds up all behind it. */
      readonly writers: RedisNodes
      readonly keyOf: (bucket: string) => string
    }
  }
}

/** One server, or the master that Sentinels name: the client follows it by itself. */
function singleNode(client: Redis, leavesMasters: boolean): RedisNodes {
  return {
    of: () => client,
    leavesMasters,
    rediscover() {
      // One that is looking already gives up for good when it is disturbed.
      if (client.status === 'ready') client.disconnect(true)
    }
  }
}

/** The masters of a Cluster. Each bucket is a key, and lies where its slot lies just now. */
async function clusterNodes(
  cluster: Cluster,
  keyOf: (bucket: string) => string
): Promise<RedisNodes> {
  const slots = new Map<string, number>()
  for (const bucket of buckets) slots.set(bucket, await cluster.cluster('KEYSLOT', keyOf(bucket)))

  return {
    of(bucket) {
      const [address] = cluster.slots[slots.get(bucket) as number] as string[]
      const node = cluster
        .nodes('master')
        .find(({ options: { host, port } }) => `${host}:${port}` === address)
      if (node === undefined) throw new Error('no master of the Cluster serves this slot')
      return node
    },
    // Who asks a master that lost its slots is told so.
    leavesMasters: false,
    rediscover: () => cluster.refreshSlotsCache()
  }
}

/** Each server of the set by itself: what one of them says is believed or not by which one it is. */
export default fp(
  async (app) => {
    if (app.config.redis === null) return
    const { REDIS_PREFIX, REDIS_WAIT_REPLICAS } = app.config.settings
    const { variable } = app.config.redis
    const keyOf = (bucket: string) => `${REDIS_PREFIX}revoked:${bucket}`
    const nodesOf = async (client: Redis | Cluster) =>
      client.isCluster
        ? clusterNodes(client as Cluster, keyOf)
        : singleNode(client as Redis, variable === 'REDIS_SENTINELS')

    async function connectWriter(): Promise<Redis | Cluster> {
      const client: Redis | Cluster = (app.redis as Redis).duplicate()
      app.addHook('onClose', async () => client.disconnect())
      // Told of by the other connection.
      client.on('error', () => {})
      await client.connect()
      return client
    }

    const readers = await nodesOf(app.redis)
    const writers = REDIS_WAIT_REPLICAS > 0 ? await nodesOf(await connectWriter()) : readers
    app.decorate('redisNodes', { readers, writers, keyOf })
  },
  { name: 'redis-nodes', dependencies: ['config', 'redis'] }
)
