import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.js'
import type { Clock } from '../../tokens/claims.js'
import { cutOffMember } from '../cut-off.js'
import { createDatabaseCheck } from '../database-check.js'
import type { Mark } from '../mark.js'
import { findRecorded } from '../record.js'
import { refuseForRedis } from '../refuse.js'
import type { RevocationSet } from '../revocation-set.js'
import { createBucketOwners } from './bucket-owners.js'
import { createRedisCheck } from './check.js'
import { createMonitor } from './monitor.js'
import { bucketsByNode, type Command, generation, type RedisNodes, resultOf } from './nodes.js'
import { createRefill, type RefillReport } from './refill.js'
import { execute, identityOf } from './server-identity.js'
import { createRedisWrite, type Replicas } from './write.js'

interface RedisSetDependencies {
  readonly db: Kysely<Database>
  /** Returns a text that differs after each change of the buckets' owners. */
  readonly readOwnersVersion: () => Promise<string>
  readonly readers: RedisNodes
  /** Separate connections if writes wait for replicas; otherwise the same as `readers`. */
  readonly writers: RedisNodes
  readonly keyOf: (bucket: string) => string
  readonly clock: Clock
  /** Returns the cut-off that the database records, encoded; null if there is none. */
  readonly recordedCutOff: () => number | null
  /** @throws Problem `service-unavailable` if a database with these counts lacks revocations */
  readonly compare: (recorded: Mark) => void
  readonly replicas: Replicas
  /** Is called when a bucket is not trusted: it must be probed. */
  readonly onDoubt: () => void
  /** Is called when a probe found buckets that must be filled. */
  readonly onGaps: () => void
  readonly report: RefillReport
  /** Whether the process is closing: then another process completes the refill. */
  readonly isClosing: () => boolean
  /** Is called with the source of a response and its duration, in seconds. */
  readonly onDuration: (source: 'redis' | 'database', seconds: number) => void
}

export interface RedisSet extends RevocationSet {
  /** Probes which buckets can be trusted. To be called every second, and when one is not trusted. */
  look(): Promise<void>
  /** Fills the buckets that the last probe found. */
  fill(): Promise<void>
  /** How many of the 256 buckets are trusted now. */
  countComplete(): number
  /** How many ids the set holds. */
  count(): Promise<number>
}

/**
 * The set that all instances share: sorted sets in Redis. The scores are the ends of the entries.
 */
export function createRedisSet(tools: RedisSetDependencies): RedisSet {
  const {
    db,
    readOwnersVersion,
    readers,
    writers,
    keyOf,
    clock,
    recordedCutOff,
    compare,
    replicas,
    onDoubt,
    onGaps,
    report,
    onDuration,
    isClosing
  } = tools
  const owners = createBucketOwners(db, keyOf(''))
  const queryRecord = createDatabaseCheck(
    (ids) => findRecorded(db, ids),
    clock,
    compare,
    (seconds) => onDuration('database', seconds)
  )
  const { placeOf } = owners
  const monitor = createMonitor({ nodes: readers, owners, readOwnersVersion, keyOf, onGaps })
  const fillGaps = createRefill({ db, nodes: readers, owners, keyOf, clock, report, isClosing })

  /** Runs queries on every server, each for the buckets of that server. */
  async function askAll(questions: (own: readonly string[]) => Command[]): Promise<unknown[]> {
    const answers = [...bucketsByNode(readers, refuseForRedis)].map(async ([node, own]) => {
      const { replies } = await execute(node, questions(own))
      return replies.map(resultOf)
    })
    return (await Promise.all(answers)).flat()
  }

  return {
    isRevoked: createRedisCheck({
      nodes: readers,
      keyOf,
      clock,
      queryRecord,
      recordedCutOff,
      isFresh: monitor.isFresh,
      onDoubt,
      onDuration: (seconds) => onDuration('redis', seconds)
    }),
    revoke: createRedisWrite({
      writers,
      keyOf,
      clock,
      replicas,
      placeOf,
      onLoss(bucket) {
        identityOf(readers.of(bucket)).lost.add(bucket)
        onDoubt()
      }
    }),
    async probe() {
      const answers = [...bucketsByNode(readers, refuseForRedis)].map(async ([node, [first]]) => {
        const key = keyOf(first as string)
        // A write that changes nothing: a server without memory or replicas rejects it like any
        // write.
        const { replies } = await execute(node, [
          ['zscore', key, generation],
          ['zadd', key, 'XX', '+inf', generation]
        ])
        resultOf(replies[0])
        return !replies[1]?.[0]
      })
      return (await Promise.all(answers).catch(refuseForRedis)).every(Boolean)
    },
    async count() {
      const found = await askAll((own) =>
        own.flatMap((bucket) => [
          ['zcard', keyOf(bucket)],
          ['zmscore', keyOf(bucket), generation, cutOffMember]
        ])
      )
      // The size of each bucket, and the members of it that are no ids.
      return found.reduce<number>((sum, one) => {
        const others = Array.isArray(one) && one.filter((score) => score !== null).length
        return others === false ? sum + Number(one) : sum - others
      }, 0)
    },
    look: monitor.look,
    fill: () => fillGaps(monitor.takeFound()),
    countComplete: monitor.countComplete
  }
}
