import fp from 'fastify-plugin'
import { buckets } from '../../src/revocation/buckets.js'
import { createMemorySet } from '../../src/revocation/memory-set.js'
import { liveRevocations } from '../../src/revocation/record.js'
import { createRedisSet } from '../../src/revocation/redis-set.js'
import { replicasOf } from '../../src/revocation/redis-write.js'
import type { RevocationSet } from '../../src/revocation/revocation-set.js'

declare module 'fastify' {
  interface FastifyInstance {
    revocationSet: RevocationSet & {
      /** How many of the 256 buckets are complete; what lies in others is asked of the database. */
      countComplete(): number
      /** How many ids it holds. */
      count(): Promise<number>
    }
  }
}

/** How often the buckets in Redis are looked over, in milliseconds; at once where a check finds one incomplete. */
const lookInterval = 1000

/** The set of revoked tokens, in the process or in Redis, filled from the record before it is believed. */
export default fp(
  async (app) => {
    const { db, clock, servingLock, log, metrics } = app

    async function inProcess() {
      const set = createMemorySet(clock)
      async function fill(): Promise<void> {
        for await (const batch of liveRevocations(db, clock())) await set.revoke(batch)
      }
      await fill()
      servingLock.onRegained(fill)

      function requireLock(isHeld = servingLock.isHeld()): void {
        if (!isHeld) servingLock.refuse()
      }
      app.decorate('revocationSet', {
        async revoke(revocations) {
          await set.revoke(revocations)
          // Their rows are written: who takes the lock from here on finds them, who had it before may not.
          requireLock(servingLock.confirm())
        },
        isRevoked(token) {
          requireLock()
          return set.isRevoked(token)
        },
        async probe() {
          requireLock()
          return true
        },
        countComplete: () => buckets.length,
        count: async () => set.size
      })
    }

    function inRedis() {
      let isClosing = false
      const set = createRedisSet({
        db,
        ...app.redisNodes,
        clock,
        replicas: replicasOf(app.config.settings),
        onDoubt: () => look(),
        onGaps: () => fill(),
        isClosing: () => isClosing,
        report(event, facts) {
          if (event === 'begin') {
            log.warn(facts, 'the set of revoked tokens is being filled')
            return
          }
          metrics?.refilledBuckets.inc(facts.buckets)
          if (event === 'broken off') {
            log.warn(facts, 'filling the set of revoked tokens was broken off')
            return
          }
          log.info(facts, 'the set of revoked tokens was filled')
          metrics?.refills.inc()
        },
        onAnswer: (source, seconds) => metrics?.checks.observe({ source }, seconds)
      })
      const fill = app.background('filling the set of revoked tokens', lookInterval, set.fill)
      const look = app.background('looking after the set of revoked tokens', lookInterval, set.look)
      // Later than the hook above, and so before it: that one waits for what is under way.
      app.addHook('onClose', async () => {
        isClosing = true
      })
      look()
      app.decorate('revocationSet', set)
    }

    if (app.config.redis === null) await inProcess()
    else inRedis()

    const { revocationSet } = app
    metrics?.gauge('starwars_revocation_entries', 'Ids in the set of revoked tokens', () =>
      revocationSet.count()
    )
    metrics?.gauge('starwars_revocation_buckets_complete', 'Buckets believed, of 256', () =>
      revocationSet.countComplete()
    )
  },
  {
    name: 'revocation-set',
    dependencies: [
      'config',
      'clock',
      'redis-nodes',
      'database',
      'migrations',
      'serving-lock',
      'jobs',
      'metrics'
    ]
  }
)
