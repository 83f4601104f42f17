import fp from 'fastify-plugin'
import type { Readiness } from '../../../schemas/service.js'
import type { ConnectedNodes } from '../../../src/redis/connect-nodes.js'
import { errorKinds } from '../../../src/revocation/error-kind.js'
import type { Mark, MarkStore } from '../../../src/revocation/mark.js'
import { createMonitorHealth } from '../../../src/revocation/monitor-health.js'
import { createPublisher } from '../../../src/revocation/publisher.js'
import { createReadiness } from '../../../src/revocation/readiness.js'
import { countWaiting } from '../../../src/revocation/record.js'
import { createRestoreGuard, restoreRemedy } from '../../../src/revocation/restore-guard.js'
import type { RevocationSet } from '../../../src/revocation/revocation-set.js'
import { openMemorySet } from './open-memory-set.js'
import { openRedisSet } from './open-redis-set.js'

export interface CountedSet extends RevocationSet {
  /** How many of the 256 buckets are complete; ids in other buckets are looked up in the database. */
  countComplete(): number
  /** How many ids the set holds. */
  count(): Promise<number>
}

/** A set, and the mark that is kept with it. */
export interface OpenSet {
  readonly set: CountedSet
  readonly mark: MarkStore
  /**
   * Starts the background jobs of the set.
   *
   * @param readMark to be called before each read of the pulse
   * @returns looks at the set now
   */
  start(readMark: () => Promise<void>): () => void
}

declare module 'fastify' {
  interface FastifyInstance {
    revocationSet: CountedSet
    revocation: Pick<ReturnType<typeof createPublisher>, 'publish' | 'isBehind'> & {
      /** @throws Problem `service-unavailable` if the database lacks revocations */
      requireCurrent(): void
      /**
       * @param before some counts of the database, as they were before an act that is not committed yet
       * @throws Problem `service-unavailable` if the database lacks revocations
       */
      requireCounted(before: Mark): void
    }
    /** @throws Problem `service-unavailable` if no secured request can be served */
    readiness(): Promise<Readiness>
    /** The servers of the set, if it is in Redis. */
    redisNodes: ConnectedNodes
  }
}

/** The set of revoked tokens, in this process or in Redis; its publisher; readiness. */
export default fp(
  async (app) => {
    const { db, clock, databaseState, metrics } = app
    const health = createMonitorHealth()
    const {
      set: opened,
      mark,
      start
    } = await app.redisOrMemory<Promise<OpenSet>>(
      (redis) =>
        openRedisSet(app, redis, {
          health,
          compare(recorded) {
            compare(recorded)
            requireCurrent()
          }
        }),
      () => openMemorySet(app, health)
    )
    let reached: Mark = {}
    const raise = app.background('keeping the mark of revocations', null, () => mark.raise(reached))
    const { readMark, compare, requireCurrent, requireCounted } = createRestoreGuard({
      store: mark,
      onLower(higher) {
        reached = higher
        raise()
      },
      onChange(isBehind) {
        if (isBehind) app.log.error(`database-restored: ${restoreRemedy}`)
        else app.log.info('the database is no longer behind: the service serves again')
      }
    })
    app.pulse.onRead(({ recorded }) => compare(recorded))
    // Compares before the first request. If that fails, the background jobs repeat it.
    await readMark()
      .then(app.pulse.read)
      .catch(({ message }: Error) =>
        app.log.error(
          { reason: message },
          'cannot compare the database with the mark of revocations'
        )
      )
    const lookNow = start(readMark)

    const set: CountedSet = {
      ...opened,
      isRevoked(token) {
        requireCurrent()
        return opened.isRevoked(token)
      }
    }
    const { publish, publishRest, isBehind } = createPublisher({
      db,
      clock,
      set,
      mark,
      ...(metrics && { onDuration: (seconds) => metrics.publications.observe(seconds) })
    })
    await publishRest().catch(({ message }: Error) =>
      app.log.error(
        { reason: message },
        'some recorded revocations cannot be published yet; the service retries every second'
      )
    )
    const publishNow = app.background('publishing revocations', null, publishRest)
    app.pulse.onRead(({ hasUnpublished }) => {
      if (hasUnpublished || isBehind()) publishNow()
    })

    app.decorate('revocationSet', set)
    app.decorate('revocation', { publish, isBehind, requireCurrent, requireCounted })
    app.decorate(
      'readiness',
      createReadiness({
        set,
        requireCurrent,
        findMonitorFailure: () => health.findFailure(lookNow),
        isBehind,
        lookAtDatabase: databaseState.look
      })
    )

    metrics?.gauge({
      name: 'starwars_revocation_entries',
      help: 'Ids in the set of revoked tokens',
      read: () => set.count()
    })
    metrics?.gauge({
      name: 'starwars_revocation_buckets_complete',
      help: 'Complete buckets of the set of revoked tokens, out of 256',
      read: () => set.countComplete(),
      // Each worker trusts buckets by itself, and the incomplete ones are the fault to find.
      aggregator: 'min'
    })
    metrics?.gauge({
      name: 'starwars_revocations_waiting',
      help: 'Recorded revocations that are not published to the set yet',
      read: () => countWaiting(db)
    })
    metrics?.gauge({
      name: 'starwars_revocation_look_age_seconds',
      help: 'Time since the last completed look at the set of revoked tokens, in seconds',
      read: health.age
    })
    metrics?.gauges({
      name: 'starwars_revocation_look_error',
      help: 'Whether the last look at the set of revoked tokens, or its last refill, has failed, by the kind of the error',
      label: 'kind',
      read: () => {
        const last = health.lastError()
        return Object.fromEntries(errorKinds.map((kind) => [kind, kind === last ? 1 : 0]))
      }
    })
  },
  {
    name: 'revocation',
    dependencies: [
      'config',
      'clock',
      'metrics',
      'redis',
      'database',
      'migrations',
      'database-state',
      'serving-lock',
      'jobs',
      'pulse'
    ]
  }
)
