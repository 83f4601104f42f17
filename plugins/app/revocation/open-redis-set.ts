import type { FastifyInstance } from 'fastify'
import type { Cluster, Redis } from 'ioredis'
import { thenCleanUp } from '../../../src/async/then-clean-up.js'
import type { RedisTarget } from '../../../src/config/redis-target.js'
import { StartError } from '../../../src/config/start-error.js'
import { checkPermissions } from '../../../src/redis/check-permissions.js'
import { connectNodes } from '../../../src/redis/connect-nodes.js'
import { encodeCutOff } from '../../../src/revocation/cut-off.js'
import type { Mark } from '../../../src/revocation/mark.js'
import type { MonitorHealth } from '../../../src/revocation/monitor-health.js'
import { createRedisMark } from '../../../src/revocation/redis/redis-mark.js'
import { createRedisSet } from '../../../src/revocation/redis/redis-set.js'
import { replicasOf } from '../../../src/revocation/redis/write.js'
import { createRefillLog } from '../../../src/revocation/refill-log.js'
import type { OpenSet } from './index.js'

/**
 * How often the buckets are probed, in milliseconds. An incomplete bucket starts a probe at once.
 */
const probeInterval = 1000

interface RedisSetTools {
  readonly health: MonitorHealth
  /** Is called with what the database has recorded. @throws Problem if it lacks revocations */
  readonly compare: (recorded: Mark) => void
}

/**
 * The set that all instances share, in Redis. It is refilled from the record after a loss of data.
 */
export async function openRedisSet(
  app: FastifyInstance,
  redis: Redis | Cluster,
  { health, compare }: RedisSetTools
): Promise<OpenSet> {
  const { db, clock, config, log, metrics } = app
  const { settings } = config
  app.decorate(
    'redisNodes',
    await connectNodes(redis, {
      prefix: settings.REDIS_PREFIX,
      hasSentinels: config.redis?.variable === 'REDIS_SENTINELS',
      waitReplicas: settings.REDIS_WAIT_REPLICAS,
      onClose: (close) => app.addHook('onClose', async () => close())
    })
  )
  await checkPermissions(
    app.redisNodes.readers,
    {
      prefix: settings.REDIS_PREFIX,
      waits: settings.REDIS_WAIT_REPLICAS > 0,
      counts: settings.RATE_LIMIT === 'on'
    },
    (message) => {
      const { variable } = config.redis as RedisTarget
      throw new StartError([{ variable, message }])
    }
  )
  let isClosing = false
  const logRefill = createRefillLog(log, clock)
  // Set at the start. No request comes before it.
  let look: () => void
  let recordedCutOff: number | null = null
  app.pulse.onRead(({ cutOff }) => {
    recordedCutOff = cutOff && encodeCutOff(cutOff)
  })
  const set = createRedisSet({
    db,
    readOwnersVersion: async () => (await app.pulse.read()).ownersVersion,
    ...app.redisNodes,
    clock,
    recordedCutOff: () => recordedCutOff,
    compare,
    replicas: replicasOf(settings),
    onDoubt: () => look(),
    onGaps: () => fill(),
    isClosing: () => isClosing,
    report(event, facts) {
      logRefill(event, facts)
      if (event !== 'begin') metrics?.refilledBuckets.inc(facts.buckets)
      if (event === 'end') metrics?.refills.inc()
    },
    onDuration: (source, seconds) => metrics?.checks.observe({ source }, seconds)
  })
  const fill = app.background('filling the set of revoked tokens', null, () =>
    health.refill(set.fill)
  )
  // Added after the hooks of `background`, and so runs before them: they wait for the current runs.
  app.addHook('onClose', async () => {
    isClosing = true
  })
  return {
    set,
    mark: createRedisMark(app.redisNodes),
    start(readMark) {
      look = app.background('checking the set of revoked tokens', probeInterval, () =>
        health.look(() => thenCleanUp(readMark(), set.look))
      )
      look()
      return look
    }
  }
}
