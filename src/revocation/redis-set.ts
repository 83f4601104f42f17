import { problem } from '../problems/problem.js'
import type { Clock } from '../tokens/claims.js'
import { bucketOf } from './buckets.js'
import type { RevocationSet, TokenIds } from './revocation-set.js'

type Reply = [error: Error | null, result: unknown][] | null

/** What is used of a Redis client. Each command rejects within the client's timeout. */
export interface RedisCommands {
  ping(): Promise<unknown>
  zmscore(key: string, ...members: string[]): Promise<(string | null)[]>
  zadd(key: string, condition: 'NX', score: string, member: string): Promise<unknown>
  multi(commands: (string | number)[][]): { exec(): Promise<Reply> }
}

/** The member that says its bucket is complete. Redis loses keys whole, so it goes with the rest. */
const generation = 'gen'

/**
 * The set of a service that runs as many processes: sorted sets in Redis, score = when an entry
 * stops counting. One command per check, of constant cost.
 *
 * @param prefix what every key begins with
 */
export function createRedisSet(client: RedisCommands, prefix: string, clock: Clock): RevocationSet {
  const keyOf = (token: TokenIds) => `${prefix}revoked:${bucketOf(token)}`

  async function ask<Result>(command: () => Promise<Result>): Promise<Result> {
    try {
      return await command()
    } catch (cause) {
      throw problem('service-unavailable', {
        detail: 'redis-unreachable: revoked tokens cannot be told from others just now',
        cause
      })
    }
  }

  async function check(token: TokenIds): Promise<boolean> {
    const key = keyOf(token)
    const ids = token.sid === undefined ? [token.sub] : [token.sub, token.sid]
    const [complete, ...entries] = await ask(() => client.zmscore(key, generation, ...ids))
    if (complete === null) await ask(() => client.zadd(key, 'NX', '+inf', generation))
    return entries.some((entry) => entry !== null)
  }

  /** The checks of this tick, not sent yet: requests with one token share one command. */
  const unsent = new Map<TokenIds, Promise<boolean>>()

  return {
    isRevoked(token) {
      const shared = unsent.get(token)
      if (shared !== undefined) return shared
      // Before the client's own: it sends the commands of a tick in the same phase.
      if (unsent.size === 0) setImmediate(() => unsent.clear())
      const answer = check(token)
      unsent.set(token, answer)
      return answer
    },

    async revoke(token, revocations) {
      const key = keyOf(token)
      const entries = revocations.flatMap(({ id, until }) => [until, id])
      await ask(async () => {
        const replies = await client
          .multi([
            ['zadd', key, 'GT', ...entries],
            ['zremrangebyscore', key, '-inf', `(${clock()}`]
          ])
          .exec()
        for (const [error] of replies ?? [[new Error('the transaction was aborted')]]) {
          if (error) throw error
        }
      })
    },

    async probe() {
      await ask(() => client.ping())
    }
  }
}
