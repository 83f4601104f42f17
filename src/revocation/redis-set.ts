import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import type { Clock } from '../tokens/claims.js'
import { createRecordCheck } from './ask-record.js'
import { createFillings } from './fillings.js'
import { createLookout } from './lookout.js'
import { revokedAmong } from './record.js'
import { createRedisCheck } from './redis-check.js'
import {
  bucketsByNode,
  type Command,
  generation,
  type RedisNodes,
  resultOf
} from './redis-nodes.js'
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
  /** Is called when a look found buckets that must be filled. */
  readonly onGaps: () => void
  readonly report: RefillReport
  /** Whether the process is about to end: a refill is left to another one. */
  readonly isClosing: () => boolean
  /** Is told who answered checks, and how long that took, in seconds. */
  readonly onAnswer: (source: 'redis' | 'database', seconds: number) => void
}

export interface RedisSet extends RevocationSet {
  /** Learns which buckets may be believed. To be called every second, and where one cannot be. */
  look(): Promise<void>
  /** Fills what the last look found missing. */
  fill(): Promise<void>
  /** How many of the 256 buckets are believed just now. */
  countComplete(): number
  /** How many entries it holds. */
  count(): Promise<number>
}

/** The set of a service that runs as many processes: sorted sets in Redis, score = when an entry stops counting. */
export function createRedisSet(tools: RedisSetTools): RedisSet {
  const {
    db,
    readers,
    writers,
    keyOf,
    clock,
    replicas,
    onDoubt,
    onGaps,
    report,
    onAnswer,
    isClosing
  } = tools
  const fillings = createFillings(db, keyOf(''))
  const askRecord = createRecordCheck(
    (ids) => revokedAmong(db, ids),
    (seconds) => onAnswer('database', seconds)
  )
  const { placeOf } = fillings
  const lookout = createLookout({ nodes: readers, fillings, keyOf, onGaps })
  const fillGaps = createRefill({ db, nodes: readers, fillings, keyOf, clock, report, isClosing })

  /** Asks every server something about the buckets that lie there. */
  async function askAll(questions: (own: readonly string[]) => Command[]): Promise<unknown[]> {
    const answers = [...bucketsByNode(readers, refuseForRedis)].map(async ([node, own]) => {
      const { replies } = await carryOut(node, questions(own))
      return replies.map(resultOf)
    })
    return (await Promise.all(answers)).flat()
  }

  return {
    isRevoked: createRedisCheck({
      nodes: readers,
      keyOf,
      askRecord,
      isFresh: lookout.isFresh,
      onDoubt,
      onAnswer: (seconds) => onAnswer('redis', seconds)
    }),
    revoke: createRedisWrite({ writers, keyOf, clock, replicas, placeOf }),
    async probe() {
      const answers = [...bucketsByNode(readers, refuseForRedis)].map(async ([node, [first]]) => {
        const key = keyOf(first as string)
        // A write that changes nothing: one that is out of memory, or of replicas, refuses it too.
        const { replies } = await carryOut(node, [
          ['zscore', key, generation],
          ['zadd', key, 'XX', '+inf', generation]
        ])
        resultOf(replies[0])
        return !replies[1]?.[0]
      })
      return (await Promise.all(answers).catch(refuseForRedis)).every(Boolean)
    },
    async count() {
      const sizes = await askAll((own) => own.map((bucket) => ['zcard', keyOf(bucket)]))
      return sizes.reduce<number>((sum, size) => sum + Math.max(0, Number(size) - 1), 0)
    },
    look: lookout.look,
    fill: () => fillGaps(lookout.takeFound()),
    countComplete: lookout.countComplete
  }
}
