import type { Cluster, Redis } from 'ioredis'
import { buckets } from '../revocation/buckets.js'
import { createClusterSlots } from '../revocation/redis/cluster-slots.js'
import type { RedisNodes } from '../revocation/redis/nodes.js'

export interface NodesOptions {
  /** Of the keys. */
  readonly prefix: string
  /** Whether Sentinels name the master: an old one may serve for a while beside the new one. */
  readonly hasSentinels: boolean
  /** How many replicas must have a write before it counts. */
  readonly waitReplicas: number
  /** Is called with what closes a timer or connection of this module. */
  readonly onClose: (close: () => void) => void
}

/** The servers of the revocation set. */
export interface ConnectedNodes {
  readonly readers: RedisNodes
  /** Connections of their own where a write waits for replicas, which blocks the commands behind it. */
  readonly writers: RedisNodes
  readonly keyOf: (bucket: string) => string
}

/** How often a Cluster is asked which node serves which slot, in milliseconds. */
const refreshInterval = 1000

/** One server, or the master that Sentinels name, which the client follows by itself. */
function singleNode(client: Redis, leavesMasters: boolean): RedisNodes {
  return {
    of: () => client,
    leavesMasters,
    rediscover() {
      // A client that is reconnecting would give up for good.
      if (client.status === 'ready') client.disconnect(true)
    }
  }
}

/** The slot of each bucket. Any master can tell, but one may be down. */
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
  slots: ReadonlyMap<string, number>,
  onClose: NodesOptions['onClose']
): RedisNodes {
  const { of, followAll } = createClusterSlots((bucket) => {
    const address = cluster.slots[slots.get(bucket) as number]?.[0]
    return cluster
      .nodes('master')
      .find(({ options: { host, port } }) => `${host}:${port}` === address)
  })
  cluster.on('refresh', followAll)
  // The client's own interval never ends where the client is closed during a query.
  const timer = setInterval(() => cluster.refreshSlotsCache(), refreshInterval)
  onClose(() => clearInterval(timer))
  return {
    of,
    // A master that lost its slots says so.
    leavesMasters: false,
    rediscover: () => cluster.refreshSlotsCache()
  }
}

/** Splits a client's connection into the servers behind it: each is trusted, or not, by itself. */
export async function connectNodes(
  client: Redis | Cluster,
  { prefix, hasSentinels, waitReplicas, onClose }: NodesOptions
): Promise<ConnectedNodes> {
  const keyOf = (bucket: string) => `${prefix}revoked:${bucket}`
  const slots = client.isCluster ? await slotsOf(client as Cluster, keyOf) : undefined
  const nodesOf = (one: Redis | Cluster) =>
    slots ? clusterNodes(one as Cluster, slots, onClose) : singleNode(one as Redis, hasSentinels)

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
