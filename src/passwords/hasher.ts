import { problem } from '../problems/problem.js'
import { createBoundedQueue, QueueFullError } from './bounded-queue.js'
import { normalizePassword } from './normalize.js'

/** The costs of a hash (RFC 9106 §3.1): memory in KiB, passes over the memory, threads. */
export interface Argon2Costs {
  readonly memoryCost: number
  readonly timeCost: number
  readonly parallelism: number
}

/** The functions used of @node-rs/argon2: argon2id, in a worker thread; the hash is a PHC string. */
export interface Argon2 {
  hash(password: string, costs: Argon2Costs): Promise<string>
  /** Uses the costs in the hash. */
  verify(hash: string, password: string): Promise<boolean>
  parseOptions(hash: string): Argon2Costs
}

/** OWASP's recommendation, adopted by ASVS 5.0; takes about 30 ms of one core. */
export const defaultCosts: Argon2Costs = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

interface HasherOptions {
  readonly argon2: Argon2
  readonly costs: Argon2Costs
  /** How many hashes are computed at once. */
  readonly concurrency: number
  /** How many may wait. Further ones are rejected. */
  readonly maxWaiting: number
}

/**
 * Creates a hasher, which computes and verifies hashes of passwords, a few at a time.
 *
 * @returns functions that throw Problem `service-unavailable` if too many passwords are waiting
 */
export async function createHasher({ argon2, costs, concurrency, maxWaiting }: HasherOptions) {
  const enqueue = createBoundedQueue(concurrency, maxWaiting)
  // Unknown addresses are checked against this hash, so that they take as long as known ones.
  const dummyHash = await argon2.hash('no password of anybody', costs)

  async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      return await enqueue(task)
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error
      throw problem('service-unavailable', {
        detail: 'Too many passwords are being checked at the moment',
        cause: error
      })
    }
  }

  return {
    hash(password: string): Promise<string> {
      return run(() => argon2.hash(normalizePassword(password), costs))
    },

    /** Without a hash it returns false, after the same work. */
    async verify(hash: string | null, password: string): Promise<boolean> {
      const isRight = await run(() => argon2.verify(hash ?? dummyHash, normalizePassword(password)))
      return isRight && hash !== null
    },

    /** Whether a hash has other costs than new hashes have. */
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
