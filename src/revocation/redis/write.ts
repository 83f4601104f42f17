import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../tokens/claims.js'
import { refuseForDatabase, refuseForRedis } from '../refuse.js'
import type { Revocation } from '../revocation-set.js'
import { generation, hasMoved, type RedisNodes, resultOf } from './nodes.js'
import { execute, identityCommands, readServerId } from './server-identity.js'

export interface Replicas {
  /** How many replicas must confirm a write. */
  readonly count: number
  /** How long to wait for them, in milliseconds. */
  readonly timeout: number
}

export const replicasOf = (settings: {
  readonly REDIS_WAIT_REPLICAS: number
  readonly REDIS_TIMEOUT_MS: number
}): Replicas => ({
  count: settings.REDIS_WAIT_REPLICAS,
  // Shorter than the client's own timeout, after which the number of replicas is unknown.
  timeout: Math.ceil(settings.REDIS_TIMEOUT_MS / 2)
})

interface WriteDependencies {
  /** Connections that a write may block while it waits for replicas. */
  readonly writers: RedisNodes
  readonly keyOf: (bucket: string) => string
  readonly clock: Clock
  readonly replicas: Replicas
  /** Whether the other instances trust the servers that these buckets were written to. */
  readonly placeOf: (
    writes: ReadonlyMap<string, string>
  ) => Promise<'here' | 'elsewhere' | 'moving'>
  /** Is called with a bucket that has lost its `gen`: the write may have created its key again. */
  readonly onLoss?: (bucket: string) => void
}

/**
 * How often a write is tried while its bucket moves to another node, and the delay in milliseconds.
 */
const moves = { tries: 5, delay: 20 }

/**
 * Adds revocations to the set, and verifies that the other instances use the same server: a master
 * that was replaced accepts writes until it learns of it.
 *
 * @throws Problem `service-unavailable`, by rejection: the revocations may be published or not
 */
export function createRedisWrite(tools: WriteDependencies) {
  const { writers, keyOf, clock, replicas, placeOf, onLoss } = tools

  /**
   * Reads the identity of the server each time: these connections are not monitored, and the server
   * may have been a replica meanwhile.
   *
   * @returns the identity of the server
   */
  async function write(bucket: string, revocations: readonly Revocation[]): Promise<string> {
    const key = keyOf(bucket)
    const { count, timeout } = replicas
    const { replies } = await execute(writers.of(bucket), [
      ...identityCommands,
      ['zadd', key, 'GT', ...revocations.flatMap(({ id, until }) => [until, id])],
      ['zremrangebyscore', key, '-inf', `(${clock()}`],
      ['zscore', key, generation],
      ...(count > 0 ? [['wait', count, timeout]] : [])
    ])
    // Checks the replies to the writes first: a node that reports a move need not be a master.
    const [, , complete, replicated = count] = replies.slice(identityCommands.length).map(resultOf)
    if (Number(replicated) < count)
      throw new Error(`only ${replicated} of ${count} replicas confirmed the write`)
    if (complete === null) onLoss?.(bucket)
    return readServerId(replies)
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
    throw new Error('the set of revoked tokens has moved, or is moving, to another server')
  }

  return (revocations: readonly Revocation[]): Promise<void> =>
    writeAll(revocations).catch(refuseForRedis)
}
