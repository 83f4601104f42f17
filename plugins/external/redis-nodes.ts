import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Cluster, Redis } from 'ioredis'
import { buckets } from '../../src/revocation/buckets.js'
import type { RedisNodes } from '../../src/revocation/redis-nodes.js'
import { createRoutes } from '../../src/revocation/routes.js'

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

/** How often a Cluster is asked who serves what, in milliseconds. */
const refreshInterval = 1000

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

/** In which slot of a Cluster each bucket lies. Any node can tell, but one may be away. */
async function slotsOf(
  cluster: Cluster,
  keyOf: (bucket: string) => string
): Promise<Map<string, number>> {
  const node = cluster.nodes('master').find(({ status }) => status === 'ready') as Redis
  const slots = new Map<string, number>()
  for (const bucket of buckets) slots.set(bucket, await node.cluster('KEYSLOT', keyOf(bucket)))
  return slots
}

/** The masters of a Cluster. Each bucket is a key, and lies where its slot lies just now. */
function clusterNodes(
  app: FastifyInstance,
  cluster: Cluster,
  slots: ReadonlyMap<string, number>
): RedisNodes {
  const routes = createRoutes((bucket) => {
    const address = cluster.slots[slots.get(bucket) as number]?.[0]
    return cluster
      .nodes('master')
      .find(({ options: { host, port } }) => `${host}:${port}` === address)
  })
  cluster.on('refresh', routes.followAll)
  // The client's own interval goes on for ever where the client is closed while it asks.
  const timer = setInterval(() => cluster.refreshSlotsCache(), refreshInterval)
  app.addHook('onClose', async () => clearInterval(timer))

  return {
    of: routes.of,
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
    const client = app.redis as Redis | Cluster
    const slots = client.isCluster ? await slotsOf(client as Cluster, keyOf) : undefined
    const nodesOf = (one: Redis | Cluster) =>
      slots
        ? clusterNodes(app, one as Cluster, slots)
        : singleNode(one as Redis, variable === 'REDIS_SENTINELS')

    async function connectWriter(): Promise<Redis | Cluster> {
      const writer: Redis | Cluster = (client as Redis).duplicate()
      app.addHook('onClose', async () => writer.disconnect())
      // Told of by the other connection.
      writer.on('error', () => {})
      await writer.connect()
      return writer
    }

    const readers = nodesOf(client)
    const writers = REDIS_WAIT_REPLICAS > 0 ? nodesOf(await connectWriter()) : readers
    app.decorate('redisNodes', { readers, writers, keyOf })
  },
  { name: 'redis-nodes', dependencies: ['config', 'redis'] }
)
