import { buckets } from '../buckets.js'
import type { RedisNode } from './nodes.js'
import { forget, identityOf } from './server-identity.js'

/**
 * Follows each bucket from node to node of a Cluster. A connection survives a change of its
 * server's role: a master that was a replica in between may have lost data. So trust in a bucket
 * ends on both nodes when the bucket moves, and all trust in a node ends when it has no bucket
 * left.
 *
 * @param find returns the node that serves a bucket, as far as the client knows
 */
export function createClusterSlots(find: (bucket: string) => RedisNode | undefined) {
  const known = new Map<string, RedisNode | undefined>()

  function follow(bucket: string): RedisNode | undefined {
    const [before, node] = [known.get(bucket), find(bucket)]
    if (node === before) return node
    known.set(bucket, node)
    for (const end of [before, node]) if (end) identityOf(end).trusted.delete(bucket)
    if (before && ![...known.values()].includes(before)) forget(before)
    return node
  }

  return {
    /** @throws Error while no node is known to serve that bucket */
    of(bucket: string): RedisNode {
      const node = follow(bucket)
      if (node === undefined) throw new Error('no master of the Cluster serves this slot')
      return node
    },

    /** To be called on every refresh of the slots, before the next check. */
    followAll(): void {
      for (const bucket of buckets) follow(bucket)
    }
  }
}
