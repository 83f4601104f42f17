import { performance } from 'node:perf_hooks'
import { bucketOf } from './buckets.js'
import { generation, hasMoved, type RedisNode, type RedisNodes, type Reply } from './redis-nodes.js'
import { refuseForRedis } from './refuse.js'
import type { TokenIds } from './revocation-set.js'
import { carryOut, isComplete, type Standing } from './trust.js'

export interface RedisCheckTools {
  readonly nodes: RedisNodes
  readonly keyOf: (bucket: string) => string
  /** Whether the record holds a token or its session: asked where the set cannot be believed. */
  readonly askRecord: (token: TokenIds) => Promise<boolean>
  /** Is told how long the server took, in seconds. */
  readonly onAnswer: (seconds: number) => void
  /** Whether what is known of the servers may still be believed. */
  readonly isFresh: () => boolean
  /** Is called when a bucket cannot be believed: it wants to be filled. */
  readonly onDoubt: () => void
}

interface Batch {
  readonly positions: Map<TokenIds, number>
  readonly answers: ReturnType<typeof carryOut>
}

/**
 * Whether a token is revoked, by one command of constant cost, which tells in the same breath
 * whether its bucket is complete. Where it is not, the record answers.
 *
 * @throws Problem `service-unavailable`, also by rejection
 */
export function createRedisCheck(tools: RedisCheckTools) {
  const { nodes, keyOf, askRecord, isFresh, onDoubt, onAnswer } = tools
  const idsOf = ({ sub, sid }: TokenIds) => (sid === undefined ? [sub] : [sub, sid])

  /** The checks of this turn of the event loop: those of a server share a pipeline, and equal ones a command. */
  const batches = new Map<RedisNode, Batch>()

  function openBatch(node: RedisNode): Batch {
    const positions = new Map<TokenIds, number>()
    const answers = new Promise((turnEnds) => setImmediate(turnEnds)).then(() => {
      batches.delete(node)
      const checks = [...positions.keys()].map((token) => [
        'zmscore',
        keyOf(bucketOf(token)),
        generation,
        ...idsOf(token)
      ])
      const begin = performance.now()
      return carryOut(node, checks).finally(() => onAnswer((performance.now() - begin) / 1000))
    })
    const batch = { positions, answers }
    batches.set(node, batch)
    return batch
  }

  function judge(token: TokenIds, reply: Reply | undefined, standing: Standing) {
    const [error, scores] = reply ?? [new Error('Redis did not carry it out')]
    const bucket = bucketOf(token)
    if (error && hasMoved(error)) {
      // Should it come back, it has been where it may have lost something.
      standing.trusted.delete(bucket)
      nodes.rediscover()
      return askRecord(token)
    }
    if (error) {
      // Something else may lie there: a look finds out.
      standing.lost.add(bucket)
      onDoubt()
      return refuseForRedis(error)
    }
    const [complete, ...entries] = scores as (string | null)[]
    if (entries.some((entry) => entry !== null)) return true
    if (isComplete(standing, bucket, complete) && isFresh()) return false
    if (complete === null) standing.lost.add(bucket)
    onDoubt()
    return askRecord(token)
  }

  function nodeOf(token: TokenIds): RedisNode {
    try {
      return nodes.of(bucketOf(token))
    } catch (error) {
      nodes.rediscover()
      return refuseForRedis(error)
    }
  }

  return (token: TokenIds): Promise<boolean> => {
    const node = nodeOf(token)
    const { positions, answers } = batches.get(node) ?? openBatch(node)
    const position = positions.get(token) ?? positions.size
    positions.set(token, position)
    return answers.then(
      ({ replies, standing }) => judge(token, replies[position], standing),
      refuseForRedis
    )
  }
}
