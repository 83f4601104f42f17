import fp from 'fastify-plugin'
import type { Kysely } from 'kysely'
import { inBatches } from '../../src/database/in-batches.js'
import type { Database } from '../../src/database/schema.js'
import {
  countWaiting,
  markPublished,
  pruneRevocations,
  recordRevocations,
  unpublishedRevocations
} from '../../src/revocation/record.js'
import type { Revocation } from '../../src/revocation/revocation-set.js'

declare module 'fastify' {
  interface FastifyInstance {
    revocation: {
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
      /** Whether revocations that were recorded could not be put in force lately. */
      isBehind(): boolean
    }
  }
}

/** How often rows that no set holds yet are looked for, in milliseconds. */
const publishInterval = 1000
/** How often rows that no longer count are deleted, in milliseconds. */
const pruneInterval = 600_000

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

    const prune = (isClosing?: () => boolean) =>
      inBatches(() => pruneRevocations(db, clock()), isClosing)

    await publishLeftOvers().catch(({ message }: Error) =>
      app.log.error({ reason: message }, 'revocations wait to be published')
    )
    app.background('publishing revocations', publishInterval, publishLeftOvers)
    app.background('pruning revocations', pruneInterval, prune)

    app.metrics?.gauge(
      'starwars_revocations_waiting',
      'Recorded revocations that the set has not been seen to hold',
      () => countWaiting(db)
    )
    app.decorate('revocation', {
      record: recordRevocations,
      publish,
      prune,
      isBehind: () => isBehind
    })
  },
  { name: 'revocation', dependencies: ['clock', 'database', 'revocation-set', 'background'] }
)
