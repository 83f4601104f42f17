import { problem } from '../problems/problem.js'
import { createBoundedQueue, QueueFullError } from './bounded-queue.js'
import { normalizePassword } from './normalize.js'

/** What a hash costs (RFC 9106 §3.1): memory in KiB, passes over it, threads. */
export interface Argon2Costs {
  readonly memoryCost: number
  readonly timeCost: number
  readonly parallelism: number
}

/** The functions of @node-rs/argon2 that are used: argon2id, in a thread, a PHC string as hash. */
export interface Argon2 {
  hash(password: string, costs: Argon2Costs): Promise<string>
  /** The costs are those in the hash. */
  verify(hash: string, password: string): Promise<boolean>
  parseOptions(hash: string): Argon2Costs
}

/** OWASP's recommendation, as ASVS 5.0 takes it over; about 30 ms of one core. */
export const defaultCosts: Argon2Costs = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export interface HasherOptions {
  readonly argon2: Argon2
  readonly costs: Argon2Costs
  /** How many hashes are made at once. */
  readonly concurrency: number
  /** How many may wait for their turn; one more is told to come again. */
  readonly maxWaiting: number
}

/**
 * Makes and checks hashes of passwords, a few at a time.
 *
 * @returns functions that throw Problem `service-unavailable` where too many are waiting
 */
export async function createHasher({ argon2, costs, concurrency, maxWaiting }: HasherOptions) {
  const enqueue = createBoundedQueue(concurrency, maxWaiting)
  // Of no account: what an unknown address is checked against, so that it takes as long as a known one.
  const dummyHash = await argon2.hash('no password of anybody', costs)

  async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      return await enqueue(task)
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error
      throw problem('service-unavailable', {
        detail: 'Too many passwords are being checked just now',
        cause: error
      })
    }
  }

  return {
    hash(password: string): Promise<string> {
      return run(() => argon2.hash(normalizePassword(password), costs))
    },

    /** Without a hash it answers false, after as much work. */
    async verify(hash: string | null, password: string): Promise<boolean> {
      const isRight = await run(() => argon2.verify(hash ?? dummyHash, normalizePassword(password)))
      return isRight && hash !== null
    },

    /** Whether it was made at other costs than new ones are. */
    needsRehash(hash: string): boolean {
      const made = argon2.parseOptions(hash)
      return (
        made.memoryCost !== costs.memoryCost ||
        made.timeCost !== costs.timeCost ||
        made.parallelism !== costs.parallelism
      )
    }
  }
}
