import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { thenCleanUp } from '../src/async/then-clean-up.js'
import type { RedisTarget } from '../src/config/redis-target.js'
import { takeServingLock } from '../src/database/serving-lock.js'
import { connectRedis } from '../src/redis/connect.js'
import { connectNodes } from '../src/redis/connect-nodes.js'
import { countUnpublished, markPublished } from '../src/revocation/record.js'
import { createBucketOwners } from '../src/revocation/redis/bucket-owners.js'
import { createRedisWrite, replicasOf } from '../src/revocation/redis/write.js'
import type { Revocation } from '../src/revocation/revocation-set.js'
import { WaitingError } from './command.js'

/** How often the record is queried, in milliseconds. The serving process publishes every second. */
const pollInterval = 100

type Tools = Pick<FastifyInstance, 'config' | 'db' | 'clock'>

/** Connects to Redis only here, so that only this last step of a command requires Redis. */
async function publishToRedis(
  { config, db, clock }: Tools,
  target: RedisTarget,
  revocations: readonly Revocation[]
): Promise<void> {
  const { settings } = config
  const closers: (() => unknown)[] = []
  async function publish(): Promise<void> {
    const client = await connectRedis(target, settings.REDIS_TIMEOUT_MS, (created) =>
      closers.push(() => created.quit().catch(() => created.disconnect()))
    )
    const { keyOf, writers } = await connectNodes(client, {
      prefix: settings.REDIS_PREFIX,
      hasSentinels: target.variable === 'REDIS_SENTINELS',
      waitReplicas: settings.REDIS_WAIT_REPLICAS,
      onClose: (close) => closers.push(close)
    })
    const replicas = replicasOf(settings)
    const { placeOf } = createBucketOwners(db, keyOf(''))
    await createRedisWrite({ writers, keyOf, clock, replicas, placeOf })(revocations)
  }
  const publishing = publish().catch((error) => {
    throw new WaitingError(
      `The change is recorded, but not published yet: ${(error as Error).message}. The service publishes the revocations as soon as it can use Redis.`
    )
  })
  await thenCleanUp(publishing, async () => {
    for (const close of closers.reverse()) await close()
  })
  await markPublished(db, revocations, clock())
}

/** Whether a process serves now. One that starts later fills its set from the record. */
function isServed({ config }: Tools): boolean {
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
  revocations: readonly Revocation[],
  timeout: number
): Promise<void> {
  if (revocations.length === 0) return
  const { redis } = tools.config
  if (redis !== null) return publishToRedis(tools, redis, revocations)
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
