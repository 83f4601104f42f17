import { performance } from 'node:perf_hooks'
import { withTimeout } from '../database/with-timeout.js'
import type { Clock } from '../tokens/claims.js'
import { isCutOff } from './cut-off.js'
import type { Mark } from './mark.js'
import { refuseForDatabase } from './refuse.js'
import type { CheckedToken } from './revocation-set.js'

/** Checks per query, concurrent queries, and waiting checks, at most. */
const limits = { perQuery: 100, queries: 2, waiting: 2000 }

/** How long the database may take, in milliseconds. */
const timeout = 1000

interface Check {
  readonly ids: readonly string[]
  readonly iat: number
  readonly resolve: (isRevoked: boolean) => void
  readonly reject: (error: unknown) => void
}

/** What one query of the record finds. */
export interface Findings {
  /** The recorded ids. */
  readonly revoked: readonly string[]
  /** Encoded. */
  readonly cutOff: number | null
  /** The counts that the database has reached. */
  readonly recorded: Mark
}

/**
 * Checks in the database whether a token is revoked, while its bucket is not trusted. Many checks
 * share one indexed query, and few queries run at once, so that a lost set does not flood the
 * database.
 *
 * @param find returns which of these ids are recorded, and the cut-off, by one query
 * @param compare throws if the database lacks revocations, by the counts that it has reached
 * @param onDuration is called with the duration of each query, in seconds
 * @throws Problem `service-unavailable`, by rejection
 */
export function createDatabaseCheck(
  find: (ids: readonly string[]) => Promise<Findings>,
  clock: Clock,
  compare: (recorded: Mark) => void,
  onDuration: (seconds: number) => void
) {
  const waiting: Check[] = []
  let running = 0

  async function answer(checks: readonly Check[]): Promise<void> {
    const { revoked, cutOff, recorded } = await find(checks.flatMap((check) => check.ids))
    compare(recorded)
    const known = new Set(revoked)
    for (const { ids, iat, resolve } of checks) {
      const isRevoked = ids.some((id) => known.has(id))
      resolve(isRevoked || (cutOff !== null && isCutOff(cutOff, iat, clock())))
    }
  }

  function next(): void {
    if (running === limits.queries || waiting.length === 0) return
    running++
    const checks = waiting.splice(0, limits.perQuery)
    const begin = performance.now()
    answer(checks)
      .catch((error) => checks.forEach((check) => void check.reject(error)))
      .finally(() => {
        onDuration((performance.now() - begin) / 1000)
        running--
        next()
      })
  }

  return async ({ sub, sid, iat }: CheckedToken): Promise<boolean> => {
    if (waiting.length >= limits.waiting) {
      return refuseForDatabase(new Error('too many revocation checks are waiting for the database'))
    }
    const verdict = new Promise<boolean>((resolve, reject) => {
      waiting.push({ ids: sid === undefined ? [sub] : [sub, sid], iat, resolve, reject })
    })
    next()
    return withTimeout(verdict, timeout).catch(refuseForDatabase)
  }
}
