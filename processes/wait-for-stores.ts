import { StoreAwayError } from '../src/config/start-error.js'
import { systemTimer, type Timer } from '../src/revocation/redis/timer.js'

interface WaitOptions<Result> {
  /** @throws StoreAwayError if a store is away; the attempt is then repeated */
  attempt(): Promise<Result>
  /** Runs after each attempt that found a store away. */
  onAway(error: StoreAwayError): Promise<void>
  log(details: object, message: string): void
  readonly timer?: Timer
}

/** The delay after the first attempt, and the longest one. In milliseconds. */
const delays = { first: 250, longest: 10_000 }
/** How often a wait is logged, in milliseconds. */
const logInterval = 60_000

/**
 * Repeats an attempt while Redis or the database is away. The delays grow.
 *
 * @throws any other error of the attempt
 */
export async function waitForStores<Result>({
  attempt,
  onAway,
  log,
  timer = systemTimer
}: WaitOptions<Result>): Promise<Result> {
  let loggedAt = Number.NEGATIVE_INFINITY
  let delay = delays.first
  let done: { readonly result: Result } | undefined
  while (done === undefined) {
    try {
      done = { result: await attempt() }
    } catch (error) {
      if (!(error instanceof StoreAwayError)) throw error
      await onAway(error)
      if (timer.now() - loggedAt >= logInterval) {
        loggedAt = timer.now()
        const message = `waiting: the service cannot start without its ${error.store}`
        log({ reason: error.message }, message)
      }
      await timer.sleep(delay)
      delay = Math.min(2 * delay, delays.longest)
    }
  }
  return done.result
}
