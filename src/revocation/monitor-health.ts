import { performance } from 'node:perf_hooks'
import { withTimeout } from '../database/with-timeout.js'
import { type ErrorKind, errorKindOf } from './error-kind.js'

/** Looks are a second apart. After this time without a completed one, they fail. In milliseconds. */
const staleAfter = 3000
/** How long `/readyz` waits for a look that it has requested, in milliseconds. */
const lookTimeout = 1000
/** From this number of failed refills on, the monitor counts as failing. */
const manyRefills = 3

type Act = () => Promise<unknown>

/**
 * Records whether the looks at the set of revoked tokens complete. An instance whose looks fail does
 * not notice a loss of data, or a new owner of a bucket.
 *
 * @param elapsed returns milliseconds since any fixed point
 */
export function createMonitorHealth(elapsed = () => performance.now()) {
  let completedAt = elapsed()
  let lookError: ErrorKind | null = null
  let refillError: ErrorKind | null = null
  let failedRefills = 0
  let waiting: (() => void)[] = []

  const isStale = () => elapsed() - completedAt > staleAfter

  return {
    /** Runs a look. @throws whatever it throws */
    async look(act: Act): Promise<void> {
      const requested = waiting
      waiting = []
      try {
        await act()
        completedAt = elapsed()
        lookError = null
      } catch (error) {
        lookError = errorKindOf(error)
        throw error
      } finally {
        for (const end of requested) end()
      }
    },

    /** Runs a refill. @throws whatever it throws */
    async refill(act: Act): Promise<void> {
      try {
        await act()
        failedRefills = 0
        refillError = null
      } catch (error) {
        failedRefills++
        refillError = errorKindOf(error)
        throw error
      }
    },

    /** The time since the begin of the process or the last completed look, in seconds. */
    age: () => (elapsed() - completedAt) / 1000,

    /** The kind of the error of the last look or refill; null if both have succeeded. */
    lastError: () => lookError ?? refillError,

    /**
     * Finds out whether the monitor fails for longer. An outage has just ended if the stores respond
     * but the last look has failed: so it requests one more.
     *
     * @param lookNow starts a look
     * @returns the kind of its error, or null
     */
    async findFailure(lookNow: () => void): Promise<ErrorKind | null> {
      // A Redis that takes no writes is reported as `publishing`, and tokens are checked meanwhile.
      if (failedRefills >= manyRefills && refillError !== 'redis') return refillError
      if (!isStale()) return null
      const end = new Promise<void>((resolve) => {
        waiting.push(resolve)
        lookNow()
      })
      await withTimeout(end, lookTimeout).catch(() => {})
      return isStale() ? (lookError ?? 'other') : null
    }
  }
}

export type MonitorHealth = ReturnType<typeof createMonitorHealth>
