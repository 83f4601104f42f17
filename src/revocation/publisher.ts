import type { Kysely } from 'kysely'
import { inBatches } from '../database/in-batches.js'
import type { Database } from '../database/schema.js'
import type { Clock } from '../tokens/claims.js'
import { markPublished, unpublishedRevocations } from './record.js'
import type { Revocation, RevocationSet } from './revocation-set.js'

export interface PublisherDependencies {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly set: Pick<RevocationSet, 'revoke'>
}

/** Puts recorded revocations into the set. */
export function createPublisher({ db, clock, set }: PublisherDependencies) {
  let isBehind = false

  async function publish(revocations: readonly Revocation[]): Promise<void> {
    if (revocations.length === 0) return
    await set.revoke(revocations)
    await markPublished(db, revocations, clock())
  }

  /** Publishes each bucket by itself: the server of one bucket may be down, and of no other. */
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

  return {
    /**
     * Publishes revocations. Resolves once no instance accepts them: only then their cause may be
     * answered.
     *
     * @throws Problem `service-unavailable`: they are published as soon as the set can be reached
     */
    publish,
    /** Publishes what is recorded and not published yet. @throws the first failure, when all is tried */
    async publishRest(isClosing?: () => boolean): Promise<void> {
      const failures = new Map<string, unknown>()
      await inBatches(async () => {
        const revocations = await unpublishedRevocations(db, [...failures.keys()])
        await publish(revocations).catch(() => publishByBucket(revocations, failures))
        return revocations.length
      }, isClosing)
      isBehind = failures.size > 0
      for (const failure of failures.values()) throw failure
    },
    /** Whether recorded revocations could not be published lately. */
    isBehind: () => isBehind
  }
}
