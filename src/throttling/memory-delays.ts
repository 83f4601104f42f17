import type { Clock } from '../tokens/claims.js'
import { delayAfter, type LoginDelays, remembered } from './login-delays.js'

interface Failures {
  readonly tries: number
  /** Seconds since the epoch. */
  readonly until: number
  readonly forgottenAt: number
}

/** How many pairs one process keeps. A new pair replaces the one with the oldest try. */
const maxPairs = 50_000

/** Login delays in memory, for a service that runs as one process. */
export function createMemoryDelays(clock: Clock, capacity = maxPairs): LoginDelays {
  const pairs = new Map<string, Failures>()

  return {
    async begin(pair) {
      const now = clock()
      const before = pairs.get(pair)
      const isKnown = before !== undefined && now < before.forgottenAt
      if (isKnown && now < before.until) return before.until - now
      const tries = (isKnown ? before.tries : 0) + 1
      const delay = delayAfter(tries)
      const forgottenAt = now + (delay > 0 ? remembered.delayed : remembered.free)
      pairs.delete(pair)
      pairs.set(pair, { tries, until: now + delay, forgottenAt })
      if (pairs.size > capacity) pairs.delete(pairs.keys().next().value as string)
      return 0
    },
    async succeed(pair) {
      pairs.delete(pair)
    }
  }
}
