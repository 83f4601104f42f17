import { answerWithin } from '../database/answer-within.js'
import { type DatabaseState, databaseRefusal } from '../database/errors.js'
import { buckets } from './buckets.js'
import { refuseForDatabase } from './refuse.js'
import type { RevocationSet } from './revocation-set.js'

/** A database that is lost answers nothing: `/readyz` is 503 then. */
type Lasting = Exclude<DatabaseState, 'database-lost'>

export type ReadinessState = Lasting | 'refilling' | 'publishing' | 'ok'

export interface ReadinessDependencies {
  readonly set: Pick<RevocationSet, 'probe'> & { countComplete(): number }
  /** Whether recorded revocations could not be published lately. */
  readonly isBehind: () => boolean
  /** @returns what the database cannot do; null while it does all. @throws what the driver throws */
  readonly lookAtDatabase: () => Promise<Lasting | null>
}

/** How long the database may take, in milliseconds. */
const timeout = 1000

/**
 * An instance is ready while it can tell revoked tokens from others. Without the database alone, or
 * with one that takes no writes, it is ready for reads: if all instances were taken out, nothing would
 * be answered at all. The same holds for a set that is read and not written.
 *
 * @throws Problem `service-unavailable` where no secured request can be answered
 */
export function createReadiness({ set, isBehind, lookAtDatabase }: ReadinessDependencies) {
  return async (): Promise<{ status: ReadinessState; buckets_complete?: number }> => {
    const takesRevocations = await set.probe()
    const complete = set.countComplete()
    const isComplete = complete === buckets.length
    try {
      const status = await answerWithin(lookAtDatabase(), timeout)
      if (status !== null) return { status }
    } catch (error) {
      const { state: status } = databaseRefusal(error) ?? { state: 'database-unreachable' as const }
      if (!isComplete || status === 'database-lost') return refuseForDatabase(error)
      return { status }
    }
    if (!isComplete) return { status: 'refilling', buckets_complete: complete }
    return { status: isBehind() || !takesRevocations ? 'publishing' : 'ok' }
  }
}
