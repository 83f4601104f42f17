import { type DatabaseState, databaseRefusal } from '../database/errors.js'
import { withTimeout } from '../database/with-timeout.js'
import { problem } from '../problems/problem.js'
import { buckets } from './buckets.js'
import type { ErrorKind } from './error-kind.js'
import { refuseForDatabase } from './refuse.js'
import type { RevocationSet } from './revocation-set.js'

/** Without `database-lost`: then no query succeeds, and `/readyz` returns 503. */
type Lasting = Exclude<DatabaseState, 'database-lost'>

type ReadinessState = Lasting | 'refilling' | 'publishing' | 'ok'

interface ReadinessDependencies {
  readonly set: Pick<RevocationSet, 'probe'> & { countComplete(): number }
  /** @throws Problem `service-unavailable` if the database lacks revocations */
  readonly requireCurrent: () => void
  /** Returns the kind of the error if the monitor of the set fails for longer, or null. */
  readonly findMonitorFailure: () => Promise<ErrorKind | null>
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
  findMonitorFailure,
  isBehind,
  lookAtDatabase
}: ReadinessDependencies) {
  return async (): Promise<{ status: ReadinessState; buckets_complete?: number }> => {
    const takesRevocations = await set.probe()
    requireCurrent()
    const complete = set.countComplete()
    const isComplete = complete === buckets.length
    let lasting: Lasting | null
    try {
      lasting = await withTimeout(lookAtDatabase(), timeout)
    } catch (error) {
      const { state: status } = databaseRefusal(error) ?? { state: 'database-unreachable' as const }
      if (!isComplete || status === 'database-lost') return refuseForDatabase(error)
      return { status }
    }
    const failure = await findMonitorFailure()
    if (failure !== null) {
      const detail = `monitor-failing: the service cannot monitor the set of revoked tokens (${failure})`
      throw problem('service-unavailable', { detail })
    }
    if (lasting !== null) return { status: lasting }
    if (!isComplete) return { status: 'refilling', buckets_complete: complete }
    return { status: isBehind() || !takesRevocations ? 'publishing' : 'ok' }
  }
}
