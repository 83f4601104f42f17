import { setImmediate as turn } from 'node:timers/promises'
import type { Timer } from '../../src/revocation/redis/timer.js'

/** Time that passes only when a test says so, in milliseconds. */
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

  /** Wakes whoever has slept long enough, and lets them act. */
  async pass(duration: number): Promise<void> {
    this.#now += duration
    for (const sleeper of this.#sleeping.splice(0)) {
      if (sleeper.until <= this.#now) sleeper.wake()
      else this.#sleeping.push(sleeper)
    }
    await turn()
  }
}
