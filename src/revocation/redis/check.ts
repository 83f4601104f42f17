import { performance } from 'node:perf_hooks'
import type { Clock } from '../../tokens/claims.js'
import { bucketOf } from '../buckets.js'
import { cutOffMember, isCutOff } from '../cut-off.js'
import { refuseForRedis } from '../refuse.js'
import type { CheckedToken } from '../revocation-set.js'
import { generation, hasMoved, type RedisNode, type RedisNodes, type Reply } from './nodes.js'
import { execute, isComplete, type ServerIdentity } from './server-identity.js'

interface CheckDependencies {
  readonly nodes: RedisNodes
  readonly keyOf: (bucket: string) => string
  readonly clock: Clock
  /**
   * Returns whether the database records a token or its session as revoked. Used if a bucket is not
   * trusted.
   */
  readonly queryRecord: (token: CheckedToken) => Promise<boolean>
  /** Returns the cut-off that the database records, encoded; null if there is none. */
  readonly recordedCutOff: () => number | null
  /** Is called with the time until the replies of each batch, in seconds. */
  readonly onDuration: (seconds: number) => void
  /** Whether the lease of the trusted buckets still runs. */
  readonly isFresh: () => boolean
  /** Is called when a bucket is not trusted: it must be probed. */
  readonly onDoubt: () => void
}

interface Batch {
  readonly positions: Map<CheckedToken, number>
  readonly answers: ReturnType<typeof execute>
}

/**
 * Checks whether a token is revoked, by one command of constant cost, which also returns whether
 * the token's bucket is complete, and the cut-off. If it is not, queries the database.
 *
 * @throws Problem `service-unavailable`, also by rejection
 */
export function createRedisCheck(tools: CheckDependencies) {
  const { nodes, keyOf, clock, queryRecord, recordedCutOff, isFresh, onDoubt, onDuration } = tools
  const idsOf = ({ sub, sid }: CheckedToken) => (sid === undefined ? [sub] : [sub, sid])

  /**
   * The checks of this turn of the event loop. Those on one server are sent together, equal ones as
   * one command.
   */
  const batches = new Map<RedisNode, Batch>()

  function openBatch(node: RedisNode): Batch {
    const positions = new Map<CheckedToken, number>()
    const answers = new Promise((turnEnds) => setImmediate(turnEnds)).then(() => {
      batches.delete(node)
      const checks = [...positions.keys()].map((token) => [
        'zmscore',
        keyOf(bucketOf(token)),
        generation,
        cutOffMember,
        ...idsOf(token)
      ])
      const begin = performance.now()
      return execute(node, checks).finally(() => onDuration((performance.now() - begin) / 1000))
    })
    const batch = { positions, answers }
    batches.set(node, batch)
    return batch
  }

  function judge(token: CheckedToken, reply: Reply | undefined, identity: ServerIdentity) {
    const [error, scores] = reply ?? [new Error('Redis did not execute the command')]
    const bucket = bucketOf(token)
    if (error && hasMoved(error)) {
      // The bucket may lose data before it returns to this server.
      identity.trusted.delete(bucket)
      nodes.rediscover()
      return queryRecord(token)
    }
    if (error) {
      // The key may have another type, which a probe detects.
      identity.lost.add(bucket)
      onDoubt()
      return refuseForRedis(error)
    }
    const [complete, cutOff, ...entries] = scores as (string | null)[]
    if (entries.some((entry) => entry !== null)) return true
    if (typeof cutOff === 'string' && isCutOff(Number(cutOff), token.iat, clock())) return true
    // An earlier release fills buckets without the cut-off.
    const recorded = recordedCutOff()
    if (recorded !== null && isCutOff(recorded, token.iat, clock())) return true
    if (isComplete(identity, bucket, complete) && isFresh()) return false
    if (complete === null) identity.lost.add(bucket)
    onDoubt()
    return queryRecord(token)
  }

  function nodeOf(token: CheckedToken): RedisNode {
    try {
      return nodes.of(bucketOf(token))
    } catch (error) {
      nodes.rediscover()
      return refuseForRedis(error)
    }
  }

  return (token: CheckedToken): Promise<boolean> => {
    const node = nodeOf(token)
    const { positions, answers } = batches.get(node) ?? openBatch(node)
    const position = positions.get(token) ?? positions.size
    positions.set(token, position)
    return answers.then(
      ({ replies, identity }) => judge(token, replies[position], identity),
      refuseForRedis
    )
  }
}
