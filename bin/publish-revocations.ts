import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { RedisTarget } from '../src/config/redis-target.js'
import { takeServingLock } from '../src/database/serving-lock.js'
import { createFileMark } from '../src/revocation/file-mark.js'
import type { Mark } from '../src/revocation/mark.js'
import { countUnpublished, markPublished } from '../src/revocation/record.js'
import { createBucketOwners } from '../src/revocation/redis/bucket-owners.js'
import { createRedisMark } from '../src/revocation/redis/redis-mark.js'
import { createRedisWrite, replicasOf } from '../src/revocation/redis/write.js'
import type { Revocation } from '../src/revocation/revocation-set.js'
import { WaitingError } from './command.js'
import { withRedis } from './with-redis.js'

/** How often the record is queried, in milliseconds. The serving process publishes every second. */
export const pollInterval = 100

type Tools = Pick<FastifyInstance, 'config' | 'db' | 'clock'>

/** Recorded revocations, and the numbers that the database has reached with them. */
interface Recorded {
  readonly revocations: readonly Revocation[]
  readonly reached: Mark | undefined
}

/** Connects to Redis only here, so that only this last step of a command requires Redis. */
async function publishToRedis(
  tools: Tools,
  target: RedisTarget,
  { revocations, reached }: Recorded
): Promise<void> {
  const { config, db, clock } = tools
  await withRedis(tools, target, async (nodes) => {
    const { keyOf, writers } = nodes
    const replicas = replicasOf(config.settings)
    const { placeOf } = createBucketOwners(db, keyOf(''))
    await createRedisWrite({ writers, keyOf, clock, replicas, placeOf })(revocations)
    if (reached) await createRedisMark(nodes).raise(reached)
  }).catch((error) => {
    throw new WaitingError(
      `The change is recorded, but not published yet: ${(error as Error).message}. The service publishes the revocations as soon as it can use Redis.`
    )
  })
  await markPublished(db, revocations, clock())
}

/** Whether a process serves now. One that starts later fills its set from the record. */
export function isServed({ config }: Pick<Tools, 'config'>): boolean {
  const lock = takeServingLock(config.settings.DATA_DIR)
  lock?.release()
  return lock === null
}

/**
 * Publishes recorded revocations. Resolves when no instance of the service accepts the revoked tokens.
 * With Redis this process publishes them; without Redis the serving process does.
 *
 * @param timeout how long to wait for the serving process, in seconds
 * @throws WaitingError if the revocations are not published
 */
export async function publishRevocations(
  tools: Tools,
  recorded: Recorded,
  timeout: number
): Promise<void> {
  const { revocations, reached } = recorded
  if (revocations.length === 0) return
  const { redis, settings } = tools.config
  if (redis !== null) return publishToRedis(tools, redis, recorded)
  if (reached) await createFileMark(settings.DATA_DIR).raise(reached)
  if (!isServed(tools)) return
  const end = tools.clock() + timeout
  while ((await countUnpublished(tools.db, revocations)) > 0) {
    if (tools.clock() > end) {
      throw new WaitingError(
        `The change is recorded, but not published yet: the running service has not published the revocations within ${timeout} s. It retries every second; see its log and /readyz.`
      )
    }
    await setTimeout(pollInterval)
  }
}
