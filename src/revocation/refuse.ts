import { databaseRefusal } from '../database/errors.js'
import { Problem, problem } from '../problems/problem.js'

/**
 * Returns a function that throws `service-unavailable`. Revoked tokens cannot be recognized, so
 * every token is rejected. `/readyz` reports the reason.
 */
function refusal(reasonOf: (cause: unknown) => string) {
  return (cause: unknown): never => {
    if (cause instanceof Problem) throw cause
    throw problem('service-unavailable', {
      detail: `${reasonOf(cause)}: revoked tokens cannot be detected at the moment`,
      cause
    })
  }
}

export const refuseForRedis = refusal(() => 'redis-unreachable')
export const refuseForDatabase = refusal(
  (cause) => databaseRefusal(cause)?.state ?? 'database-unreachable'
)
