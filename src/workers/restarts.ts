/** In milliseconds. The delay doubles with each death within the period. */
const [firstDelay, period] = [100, 60_000]

/** A service whose workers die this often within the period has a fault that no restart repairs. */
const tooMany = 5

/**
 * Returns a function that records the death of a worker.
 *
 * @param clock in milliseconds, never set back
 * @returns the delay before the replacement, in milliseconds; null after too many deaths
 */
export function createRestarts(clock: () => number): () => number | null {
  let deaths: number[] = []
  return () => {
    const now = clock()
    deaths = [...deaths.filter((death) => now - death < period), now]
    return deaths.length < tooMany ? firstDelay * 2 ** (deaths.length - 1) : null
  }
}
