import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

/** Measures and waits, in milliseconds; a test passes one that it moves by hand. */
export interface Timer {
  /** Never goes back. */
  now(): number
  sleep(duration: number): Promise<unknown>
}

export const systemTimer: Timer = { now: () => performance.now(), sleep: setTimeout }
