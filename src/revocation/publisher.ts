import { performance } from 'node:perf_hooks'
import type { Kysely } from 'kysely'
import { inBatches } from '../database/in-batches.js'
import type { Database } from '../database/schema.js'
import type { Clock } from '../tokens/claims.js'
import type { Mark, MarkStore } from './mark.js'
import { markPublished, unpublishedRevocations } from './record.js'
import type { Revocation, RevocationSet } from './revocation-set.js'

interface PublisherDependencies {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly set: Pick<RevocationSet, 'revoke'>
  readonly mark: Pick<MarkStore, 'raise'>
  /** Is called with the duration of each publication, also of a failed one, in seconds. */
  readonly onDuration?: (seconds: number) => void
}

/** Publishes recorded revocations: adds them to the set. */
export function createPublisher({
  db,
  clock,
  set,
  mark,
  onDuration = () => {}
}: PublisherDependencies) {
  let isBehind = false

  async function publish(revocations: readonly Revocation[], reached?: Mark): Promise<void> {
    if (revocations.length === 0) return
    const begin = performance.now()
    await Promise.all([set.revoke(revocations), reached && mark.raise(reached)]).finally(() =>
      onDuration((performance.now() - begin) / 1000)
    )
    await markPublished(db, revocations, clock())
  }

  /**
   * Publishes each bucket separately: the server of one bucket may be down while the others work.
   */
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
     * Publishes revocations. Resolves when no instance accepts the revoked tokens: only then may
     * the service confirm the change that caused them.
     *
     * @param reached the numbers that the database has reached with them: the mark is raised to them
     * @throws Problem `service-unavailable`; the revocations are published when the set is
     *   reachable again
     */
    publish,
    /**
     * Publishes the recorded revocations that are unpublished.
     *
     * @throws the first failure, after trying all
     */
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
    /** Whether the last call of `publishRest` failed for some revocations. */
    isBehind: () => isBehind
  }
}
