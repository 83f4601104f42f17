import type { Cluster, Redis } from 'ioredis'
import { buckets } from '../revocation/buckets.js'
import { createClusterSlots } from '../revocation/redis/cluster-slots.js'
import type { RedisNode, RedisNodes } from '../revocation/redis/nodes.js'

interface NodesOptions {
  /** The prefix of the keys. */
  readonly prefix: string
  /** Whether Sentinels name the master: a former one may serve for a while beside the new one. */
  readonly hasSentinels: boolean
  /** How many replicas must confirm a write. */
  readonly waitReplicas: number
  /** Receives functions that close a timer or a connection of this module. */
  readonly onClose: (close: () => void) => void
}

/** The servers of the revocation set. */
export interface ConnectedNodes {
  readonly readers: RedisNodes
  /** Separate connections if writes wait for replicas: a wait blocks the commands behind it. */
  readonly writers: RedisNodes
  readonly keyOf: (bucket: string) => string
}

/** How often the slots of a Cluster are refreshed, in milliseconds. */
const refreshInterval = 1000

type NodeOf = (client: Redis) => RedisNode

/** One server, or the master that Sentinels name. The client follows a new master by itself. */
function singleNode(client: Redis, nodeOf: NodeOf, leavesMasters: boolean): RedisNodes {
  const node = nodeOf(client)
  return {
    of: () => node,
    leavesMasters,
    isCluster: false,
    rediscover() {
      // If the client is reconnecting already, `disconnect` would stop that for good.
      if (client.status === 'ready') client.disconnect(true)
    }
  }
}

/** Returns the slot of each bucket. Any master can compute it, so it uses one that is reachable. */
async function slotsOf(
  cluster: Cluster,
  keyOf: (bucket: string) => string
): Promise<Map<string, number>> {
  const node = cluster.nodes('master').find(({ status }) => status === 'ready') as Redis
  const slots = new Map<string, number>()
  for (const bucket of buckets) slots.set(bucket, await node.cluster('KEYSLOT', keyOf(bucket)))
  return slots
}

/** The masters of a Cluster. Each bucket is a key, served by the master of its slot. */
function clusterNodes(
  cluster: Cluster,
  nodeOf: NodeOf,
  slots: ReadonlyMap<string, number>,
  onClose: NodesOptions['onClose']
): RedisNodes {
  const { of, followAll } = createClusterSlots((bucket) => {
    const address = cluster.slots[slots.get(bucket) as number]?.[0]
    const master = cluster
      .nodes('master')
      .find(({ options: { host, port } }) => `${host}:${port}` === address)
    return master && nodeOf(master)
  })
  cluster.on('refresh', followAll)
  // The client's own timer never ends if the client is closed during a query.
  const timer = setInterval(() => cluster.refreshSlotsCache(), refreshInterval)
  onClose(() => clearInterval(timer))
  return {
    of,
    // A master that has lost its slots reports it.
    leavesMasters: false,
    isCluster: true,
    rediscover: () => cluster.refreshSlotsCache()
  }
}

/** Splits a client into the servers behind it: each of them is trusted separately. */
export async function connectNodes(
  client: Redis | Cluster,
  { prefix, hasSentinels, waitReplicas, onClose }: NodesOptions
): Promise<ConnectedNodes> {
  // Loaded on demand, like the client.
  const { redisNode } = await import('./redis-node.js')
  const keyOf = (bucket: string) => `${prefix}revoked:${bucket}`
  const slots = client.isCluster ? await slotsOf(client as Cluster, keyOf) : undefined
  const nodesOf = (one: Redis | Cluster) =>
    slots
      ? clusterNodes(one as Cluster, redisNode, slots, onClose)
      : singleNode(one as Redis, redisNode, hasSentinels)

  async function connectWriter(): Promise<Redis | Cluster> {
    const writer: Redis | Cluster = (client as Redis).duplicate()
    onClose(() => writer.disconnect())
    // The other connection reports the same outage.
    writer.on('error', () => {})
    await writer.connect()
    return writer
  }

  const readers = nodesOf(client)
  const writers = waitReplicas > 0 ? nodesOf(await connectWriter()) : readers
  return { readers, writers, keyOf }
}
