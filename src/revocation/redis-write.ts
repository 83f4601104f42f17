import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../tokens/claims.js'
import { hasMoved, type RedisNodes, resultOf } from './redis-nodes.js'
import { refuseForDatabase, refuseForRedis } from './refuse.js'
import type { Revocation } from './revocation-set.js'
import { carryOut, serverIdIn, whoAreYou } from './trust.js'

export interface Replicas {
  /** How many must have a write before it counts. */
  readonly count: number
  /** How long they are waited for, in milliseconds. */
  readonly patience: number
}

export const replicasOf = (settings: {
  readonly REDIS_WAIT_REPLICAS: number
  readonly REDIS_TIMEOUT_MS: number
}): Replicas => ({
  count: settings.REDIS_WAIT_REPLICAS,
  // Less than the client's own timeout, which would not tell how many have it.
  patience: Math.ceil(settings.REDIS_TIMEOUT_MS / 2)
})

export interface RedisWriteTools {
  /** Connections that a write may hold up while it waits for replicas. */
  readonly writers: RedisNodes
  readonly keyOf: (bucket: string) => string
  readonly clock: Clock
  readonly replicas: Replicas
  /** Whether others believe the server that these buckets were written to. */
  readonly placeOf: (
    writes: ReadonlyMap<string, string>
  ) => Promise<'here' | 'elsewhere' | 'moving'>
}

/** How often and after how many milliseconds a write follows a bucket that moves to another node. */
const moves = { tries: 5, delay: 20 }

/**
 * Puts revocations into the set, and makes sure that it is the set that everybody asks: a master
 * that was deposed takes writes until it learns of it.
 *
 * @throws Problem `service-unavailable`, by rejection: then they may be in force or not
 */
export function createRedisWrite(tools: RedisWriteTools) {
  const { writers, keyOf, clock, replicas, placeOf } = tools

  /**
   * Asks who the server is each time: nobody looks after these connections, and one of them may
   * lead to a master that was a replica in between.
   *
   * @returns which server has it
   */
  async function write(bucket: string, revocations: readonly Revocation[]): Promise<string> {
    const key = keyOf(bucket)
    const { count, patience } = replicas
    const { replies } = await carryOut(writers.of(bucket), [
      ...whoAreYou,
      ['zadd', key, 'GT', ...revocations.flatMap(({ id, until }) => [until, id])],
      ['zremrangebyscore', key, '-inf', `(${clock()}`],
      ...(count > 0 ? [['wait', count, patience]] : [])
    ])
    // First what came of the writes: a node that says where the bucket is now may be no master itself.
    const [, , replicated = count] = replies.slice(whoAreYou.length).map(resultOf)
    if (Number(replicated) < count) throw new Error(`${replicated} of ${count} replicas have it`)
    return serverIdIn(replies)
  }

  async function follow(
    bucket: string,
    revocations: readonly Revocation[],
    tries = moves.tries
  ): Promise<string> {
    try {
      return await write(bucket, revocations)
    } catch (error) {
      if (!hasMoved(error) || tries === 1) throw error
      writers.rediscover()
      await sleep(moves.delay)
      return follow(bucket, revocations, tries - 1)
    }
  }

  async function writeAll(revocations: readonly Revocation[]): Promise<void> {
    const buckets = [...new Set(revocations.map(({ bucket }) => bucket))]
    const written = await Promise.all(
      buckets.map(async (bucket): Promise<[string, string]> => {
        const own = revocations.filter((one) => one.bucket === bucket)
        return [bucket, await follow(bucket, own)]
      })
    )
    const place = await placeOf(new Map(written)).catch(refuseForDatabase)
    if (place === 'here') return
    if (place === 'elsewhere') writers.rediscover()
    throw new Error('the set moves, or has moved, to another server')
  }

  return (revocations: readonly Revocation[]): Promise<void> =>
    writeAll(revocations).catch(refuseForRedis)
}
