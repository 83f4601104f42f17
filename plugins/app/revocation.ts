import fp from 'fastify-plugin'
import type { Kysely } from 'kysely'
import type { Database } from '../../src/database/schema.js'
import { problem } from '../../src/problems/problem.js'
import { createMemorySet } from '../../src/revocation/memory-set.js'
import {
  liveRevocations,
  markPublished,
  pruneRevocations,
  recordRevocations,
  unpublishedRevocations
} from '../../src/revocation/record.js'
import { createRedisSet } from '../../src/revocation/redis-set.js'
import type { Revocation, RevocationSet } from '../../src/revocation/revocation-set.js'

declare module 'fastify' {
  interface FastifyInstance {
    revocation: Pick<RevocationSet, 'isRevoked' | 'probe'> & {
      /** Writes rows, in the transaction of what causes them. They are not in force yet. */
      record(db: Kysely<Database>, revocations: readonly Revocation[]): Promise<void>
      /**
       * Puts recorded revocations in force. When it resolves they are so everywhere: only then may
       * what caused them be answered.
       *
       * @throws Problem `service-unavailable`: they will be in force as soon as the set can be reached
       */
      publish(revocations: readonly Revocation[]): Promise<void>
      /** Deletes rows that no longer count. Done every ten minutes by itself. */
      prune(): Promise<void>
    }
  }
}

/** How often rows that no set holds yet are looked for, in milliseconds. */
const publishInterval = 1000
/** How often rows that no longer count are deleted, in milliseconds. */
const pruneInterval = 600_000

/** The record of revocations, the set that is asked on every request, and the way from one to the other. */
export default fp(
  async (app) => {
    const { db, clock, servingLock } = app
    const { REDIS_URL, REDIS_PREFIX } = app.config.settings
    const set =
      REDIS_URL === undefined
        ? createMemorySet(clock)
        : createRedisSet(app.redis, REDIS_PREFIX, clock)

    async function publish(revocations: readonly Revocation[]): Promise<void> {
      if (revocations.length === 0) return
      await set.revoke(revocations)
      await markPublished(db, revocations, clock())
    }

    async function publishLeftOvers(): Promise<void> {
      for (;;) {
        const revocations = await unpublishedRevocations(db)
        if (revocations.length === 0) return
        await publish(revocations)
      }
    }

    async function prune(): Promise<void> {
      while ((await pruneRevocations(db, clock())) > 0);
    }

    async function fill(): Promise<void> {
      for await (const batch of liveRevocations(db, clock())) await set.revoke(batch)
    }

    if (REDIS_URL === undefined) {
      await fill()
      servingLock.onRegained(fill)
    }
    await publishLeftOvers().catch(({ message }: Error) =>
      app.log.error({ reason: message }, 'revocations wait to be published')
    )
    app.background('publishing revocations', publishInterval, publishLeftOvers)
    app.background('pruning revocations', pruneInterval, prune)

    function requireLock(): void {
      if (servingLock.isHeld()) return
      throw problem('service-unavailable', { detail: 'Another process may serve just now' })
    }

    app.decorate('revocation', {
      isRevoked(token) {
        requireLock()
        return set.isRevoked(token)
      },
      async probe() {
        requireLock()
        await set.probe()
      },
      record: recordRevocations,
      publish,
      prune
    })
  },
  {
    name: 'revocation',
    dependencies: [
      'config',
      'clock',
      'redis',
      'database',
      'migrations',
      'serving-lock',
      'background'
    ]
  }
)
