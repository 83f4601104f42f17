import { setImmediate as turn } from 'node:timers/promises'
import type { Timer } from '../../src/revocation/redis/timer.js'

/** A timer in milliseconds that advances only when a test calls `pass`. */
export class MockTimer implements Timer {
  #now = 0
  readonly #sleeping: { readonly until: number; readonly wake: () => void }[] = []

  now = () => this.#now

  sleep = (duration: number) =>
    new Promise<void>((wake) => {
      this.#sleeping.push({ until: this.#now + duration, wake })
    })

  get sleepers(): number {
    return this.#sleeping.length
  }

  /** Advances the time, resolves the sleeps that have ended, and lets their continuations run. */
  async pass(duration: number): Promise<void> {
    this.#now += duration
    for (const sleeper of this.#sleeping.splice(0)) {
      if (sleeper.until <= this.#now) sleeper.wake()
      else this.#sleeping.push(sleeper)
    }
    await turn()
  }
}
