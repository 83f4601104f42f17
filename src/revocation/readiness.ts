import { type DatabaseState, databaseRefusal } from '../database/errors.js'
import { withTimeout } from '../database/with-timeout.js'
import { buckets } from './buckets.js'
import { refuseForDatabase } from './refuse.js'
import type { RevocationSet } from './revocation-set.js'

/** Without `database-lost`: then no query succeeds, and `/readyz` returns 503. */
type Lasting = Exclude<DatabaseState, 'database-lost'>

type ReadinessState = Lasting | 'refilling' | 'publishing' | 'ok'

interface ReadinessDependencies {
  readonly set: Pick<RevocationSet, 'probe'> & { countComplete(): number }
  /** @throws Problem `service-unavailable` if the database lacks revocations */
  readonly requireCurrent: () => void
  /** Whether recorded revocations could not be published recently. */
  readonly isBehind: () => boolean
  /** @returns what the database cannot do, or null. @throws whatever the driver throws */
  readonly lookAtDatabase: () => Promise<Lasting | null>
}

/** How long the database may take, in milliseconds. */
const timeout = 1000

/**
 * An instance is ready while it can recognize revoked tokens. If only the database is down, or
 * takes no writes, the instance is ready for reads: otherwise all instances would be taken out of
 * service, and no request would be served. The same applies if the set can be read but not written.
 *
 * @throws Problem `service-unavailable` if no secured request can be served
 */
export function createReadiness({
  set,
  requireCurrent,
  isBehind,
  lookAtDatabase
}: ReadinessDependencies) {
  return async (): Promise<{ status: ReadinessState; buckets_complete?: number }> => {
    const takesRevocations = await set.probe()
    requireCurrent()
    const complete = set.countComplete()
    const isComplete = complete === buckets.length
    try {
      const status = await withTimeout(lookAtDatabase(), timeout)
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
