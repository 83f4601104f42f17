import { setTimeout } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import configuration from '../plugins/external/config.js'
import redis from '../plugins/external/redis.js'
import redisNodes from '../plugins/external/redis-nodes.js'
import { takeServingLock } from '../src/database/serving-lock.js'
import { thenCleanUp } from '../src/log/then-clean-up.js'
import { createFillings } from '../src/revocation/fillings.js'
import { countUnpublished, markPublished } from '../src/revocation/record.js'
import { createRedisWrite, replicasOf } from '../src/revocation/redis-write.js'
import type { Revocation } from '../src/revocation/revocation-set.js'
import { WaitingError } from './command.js'

/** How often the record is looked at, in milliseconds; whoever serves publishes every second. */
const pollInterval = 100

type Tools = Pick<FastifyInstance, 'config' | 'db' | 'clock'>

/** Connects here and not before: a command works while Redis is away, up to this. */
async function publishToRedis(
  { config, db, clock }: Tools,
  revocations: readonly Revocation[]
): Promise<void> {
  const app = Fastify()
  async function publish(): Promise<void> {
    await app.register(configuration, { config })
    await app.register(redis)
    await app.register(redisNodes)
    const { keyOf, writers } = app.redisNodes
    const replicas = replicasOf(config.settings)
    const { placeOf } = createFillings(db, keyOf(''))
    await createRedisWrite({ writers, keyOf, clock, replicas, placeOf })(revocations)
  }
  const publishing = publish().catch((error) => {
    throw new WaitingError(
      `Written down, but not in force: ${(error as Error).message}. The service does it when Redis is back.`
    )
  })
  await thenCleanUp(publishing, () => app.close())
  await markPublished(db, revocations, clock())
}

/** Nobody serves where the lock of the one who does is free: who comes fills the set from the record. */
function isServed({ config }: Tools): boolean {
  const lock = takeServingLock(config.settings.DATA_DIR)
  lock?.release()
  return lock === null
}

/**
 * Resolves when no instance of the service accepts what was revoked: the rows are in the record
 * already. With Redis they are put into the set here; without, by the process that serves.
 *
 * @param patience how long that may take, in seconds
 * @throws WaitingError
 */
export async function putInForce(
  tools: Tools,
  revocations: readonly Revocation[],
  patience: number
): Promise<void> {
  if (revocations.length === 0) return
  if (tools.config.redis !== null) return publishToRedis(tools, revocations)
  if (!isServed(tools)) return
  const end = tools.clock() + patience
  while ((await countUnpublished(tools.db, revocations)) > 0) {
    if (tools.clock() > end) {
      throw new WaitingError(
        `Written down, but the serving process has not put it in force within ${patience} s; it does as soon as it can. See its log and /readyz.`
      )
    }
    await setTimeout(pollInterval)
  }
}
