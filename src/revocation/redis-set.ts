import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import type { Clock } from '../tokens/claims.js'
import { createRecordCheck } from './ask-record.js'
import { buckets } from './buckets.js'
import { createFillings } from './fillings.js'
import { createRedisCheck } from './redis-check.js'
import { generation, type RedisNode, type RedisNodes, resultOf } from './redis-nodes.js'
import { createRedisWrite, type Replicas } from './redis-write.js'
import { createRefill, type RefillReport } from './refill.js'
import { refuseForRedis } from './refuse.js'
import type { RevocationSet } from './revocation-set.js'
import { carryOut } from './trust.js'

export interface RedisSetTools {
  readonly db: Kysely<Database>
  readonly readers: RedisNodes
  /** Connections that a write may hold up while it waits for replicas; else the same. */
  readonly writers: RedisNodes
  readonly keyOf: (bucket: string) => string
  readonly clock: Clock
  readonly replicas: Replicas
  /** Is called when a bucket cannot be believed: it wants to be looked at. */
  readonly onDoubt: () => void
  readonly report: RefillReport
}

export interface RedisSet extends RevocationSet {
  /** Learns which buckets may be believed, and fills those that may not. To be called again and again. */
  look(): Promise<void>
  /** How many of the 256 buckets are believed just now. */
  countComplete(): number
}

/** The set of a service that runs as many processes: sorted sets in Redis, score = when an entry stops counting. */
export function createRedisSet(tools: RedisSetTools): RedisSet {
  const { db, readers, writers, keyOf, clock, replicas, onDoubt, report } = tools
  const fillings = createFillings(db, keyOf(''))
  const askRecord = createRecordCheck(db)
  const { areDeposed } = fillings

  /** A write that changes nothing: a Redis that answers but takes none (a replica, out of memory) is not ready. */
  async function probe(): Promise<void> {
    const firsts = new Map<RedisNode, string>()
    for (const bucket of buckets) {
      const node = readers.of(bucket)
      if (!firsts.has(node)) firsts.set(node, bucket)
    }
    await Promise.all(
      [...firsts].map(async ([node, bucket]) => {
        const { replies } = await carryOut(node, [
          ['zadd', keyOf(bucket), 'XX', '+inf', generation]
        ])
        resultOf(replies[0])
      })
    )
  }

  return {
    isRevoked: createRedisCheck({ nodes: readers, keyOf, askRecord, onDoubt }),
    revoke: createRedisWrite({ writers, keyOf, clock, replicas, areDeposed }),
    probe: () => probe().catch(refuseForRedis),
    ...createRefill({ db, nodes: readers, fillings, keyOf, clock, report })
  }
}
