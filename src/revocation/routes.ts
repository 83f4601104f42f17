import { buckets } from './buckets.js'
import type { RedisNode } from './redis-nodes.js'
import { forget, standingOf } from './trust.js'

/**
 * Follows each bucket from node to node of a Cluster. A connection outlasts the role of its server:
 * a master that became a replica and is a master again may have lost what it alone knew, and no
 * connection broke. So trust in a bucket ends, at both ends, when it is found to lie elsewhere, and
 * all trust in a node when nothing lies there any more.
 *
 * @param find who serves a bucket just now, as far as the client knows
 */
export function createRoutes(find: (bucket: string) => RedisNode | undefined) {
  const known = new Map<string, RedisNode | undefined>()

  function follow(bucket: string): RedisNode | undefined {
    const [before, node] = [known.get(bucket), find(bucket)]
    if (node === before) return node
    known.set(bucket, node)
    for (const end of [before, node]) if (end) standingOf(end).trusted.delete(bucket)
    if (before && ![...known.values()].includes(before)) forget(before)
    return node
  }

  return {
    /** @throws while nobody is known to serve that bucket */
    of(bucket: string): RedisNode {
      const node = follow(bucket)
      if (node === undefined) throw new Error('no master of the Cluster serves this slot')
      return node
    },

    /** To be called whenever the client has learnt who serves what: no check may have come between. */
    followAll(): void {
      for (const bucket of buckets) follow(bucket)
    }
  }
}
