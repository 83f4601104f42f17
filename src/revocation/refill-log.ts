import type { Clock } from '../tokens/claims.js'

/** How often a refill that keeps being interrupted is logged, in seconds. */
const logInterval = 60

interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
}

/**
 * Logs the refills of the set. A refill that is interrupted again and again is logged twice, and then
 * once a minute.
 */
export function createRefillLog(log: Log, clock: Clock) {
  let interruptions = 0
  let interruptedAt = 0

  return (event: 'begin' | 'interrupted' | 'end', facts: object): void => {
    if (event === 'end') {
      interruptions = 0
      log.info(facts, 'the set of revoked tokens was filled')
      return
    }
    const isRepeated = interruptions >= 2 && clock() - interruptedAt < logInterval
    if (isRepeated) return
    if (event === 'begin') {
      log.warn(facts, 'the set of revoked tokens is being filled')
      return
    }
    interruptions++
    interruptedAt = clock()
    log.warn(facts, 'filling the set of revoked tokens was interrupted')
  }
}
