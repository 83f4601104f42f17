import fp from 'fastify-plugin'
import { inBatches } from '../../src/database/in-batches.js'
import { countWaiting, markPublished, unpublishedRevocations } from '../../src/revocation/record.js'
import type { Revocation } from '../../src/revocation/revocation-set.js'

declare module 'fastify' {
  interface FastifyInstance {
    revocation: {
      /**
       * Puts recorded revocations in force. When it resolves they are so everywhere: only then may
       * what caused them be answered.
       *
       * @throws Problem `service-unavailable`: they will be in force as soon as the set can be reached
       */
      publish(revocations: readonly Revocation[]): Promise<void>
      /** Whether revocations that were recorded could not be put in force lately. */
      isBehind(): boolean
    }
  }
}

/** How often rows that no set holds yet are looked for, in milliseconds. */
const publishInterval = 1000

/** The record of revocations, which is the truth, and the way from it into the set. */
export default fp(
  async (app) => {
    const { db, clock, revocationSet } = app

    async function publish(revocations: readonly Revocation[]): Promise<void> {
      if (revocations.length === 0) return
      await revocationSet.revoke(revocations)
      await markPublished(db, revocations, clock())
    }

    let isBehind = false

    /** By themselves: one bucket may be out of reach, its server being down, and no other. */
    async function publishByBucket(
      revocations: readonly Revocation[],
      failures: Map<string, unknown>
    ): Promise<void> {
      const names = new Set(revocations.map(({ bucket }) => bucket))
      await Promise.all(
        [...names].map((name) =>
          publish(revocations.filter(({ bucket }) => bucket === name)).catch(
            (error) => void failures.set(name, error)
          )
        )
      )
    }

    async function publishLeftOvers(isClosing?: () => boolean): Promise<void> {
      const failures = new Map<string, unknown>()
      await inBatches(async () => {
        const revocations = await unpublishedRevocations(db, [...failures.keys()])
        await publish(revocations).catch(() => publishByBucket(revocations, failures))
        return revocations.length
      }, isClosing)
      isBehind = failures.size > 0
      for (const failure of failures.values()) throw failure
    }

    await publishLeftOvers().catch(({ message }: Error) =>
      app.log.error({ reason: message }, 'revocations wait to be published')
    )
    app.background('publishing revocations', publishInterval, publishLeftOvers)

    app.metrics?.gauge(
      'starwars_revocations_waiting',
      'Recorded revocations that the set has not been seen to hold',
      () => countWaiting(db)
    )
    app.decorate('revocation', {
      publish,
      isBehind: () => isBehind
    })
  },
  { name: 'revocation', dependencies: ['clock', 'database', 'revocation-set', 'jobs'] }
)
