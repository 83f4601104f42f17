import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

/** Measures time and waits, in milliseconds. Tests pass a timer that they advance by hand. */
export interface Timer {
  /** Monotonic. */
  now(): number
  sleep(duration: number): Promise<unknown>
}

export const systemTimer: Timer = { now: () => performance.now(), sleep: setTimeout }
