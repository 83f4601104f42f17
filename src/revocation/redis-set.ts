import { problem } from '../problems/problem.js'
import type { Clock } from '../tokens/claims.js'
import { bucketOf } from './buckets.js'
import type { Revocation, RevocationSet, TokenIds } from './revocation-set.js'

type Reply = [error: Error | null, result: unknown]
type Commands = (string | number)[][]

/** What is used of a Redis client. Each command fails within the client's timeout. */
export interface RedisCommands {
  zadd(key: string, condition: 'NX', score: string, member: string): Promise<unknown>
  pipeline(commands: Commands): { exec(): Promise<Reply[] | null> }
  multi(commands: Commands): { exec(): Promise<Reply[] | null> }
}

/** The member that says its bucket is complete. Redis loses keys whole, so it goes with the rest. */
const generation = 'gen'

/** Revoked tokens cannot be told from others: nobody is let through. */
function refuse(cause: unknown): never {
  throw problem('service-unavailable', {
    detail: 'redis-unreachable: revoked tokens cannot be told from others just now',
    cause
  })
}

function resultOf(reply: Reply | undefined): unknown {
  const [error, result] = reply ?? [new Error('Redis did not carry it out')]
  if (error) throw error
  return result
}

/**
 * The set of a service that runs as many processes: sorted sets in Redis, score = when an entry
 * stops counting. One command per check, of constant cost.
 *
 * @param prefix what every key begins with
 */
export function createRedisSet(client: RedisCommands, prefix: string, clock: Clock): RevocationSet {
  const idsOf = ({ sub, sid }: TokenIds) => (sid === undefined ? [sub] : [sub, sid])
  const keyOf = (bucket: string) => `${prefix}revoked:${bucket}`

  /** The checks of this turn of the event loop: they share a pipeline, and equal ones a command. */
  let batch: { positions: Map<TokenIds, number>; replies: Promise<Reply[] | null> } | undefined

  function openBatch() {
    const positions = new Map<TokenIds, number>()
    const replies = new Promise((turnEnds) => setImmediate(turnEnds)).then(() => {
      batch = undefined
      const checks = [...positions.keys()].map((token) => [
        'zmscore',
        keyOf(bucketOf(token)),
        generation,
        ...idsOf(token)
      ])
      return client.pipeline(checks).exec()
    })
    return { positions, replies }
  }

  function judge(token: TokenIds, reply: Reply | undefined): boolean | Promise<boolean> {
    const [complete, ...entries] = resultOf(reply) as (string | null)[]
    const isRevoked = entries.some((entry) => entry !== null)
    if (complete !== null) return isRevoked
    return client.zadd(keyOf(bucketOf(token)), 'NX', '+inf', generation).then(() => isRevoked)
  }

  /** One bucket's entries and its pruning happen together or not at all. */
  async function revokeIn(bucket: string, revocations: readonly Revocation[]): Promise<void> {
    const key = keyOf(bucket)
    const entries = revocations.flatMap(({ id, until }) => [until, id])
    const commands = [
      ['zadd', key, 'GT', ...entries],
      ['zremrangebyscore', key, '-inf', `(${clock()}`]
    ]
    const replies = await client.multi(commands).exec()
    for (const index of commands.keys()) resultOf(replies?.[index])
  }

  return {
    isRevoked(token) {
      batch ??= openBatch()
      const { positions, replies } = batch
      const position = positions.get(token) ?? positions.size
      positions.set(token, position)
      return replies.then((all) => judge(token, all?.[position])).catch(refuse)
    },

    async revoke(revocations) {
      const buckets = [...new Set(revocations.map(({ bucket }) => bucket))]
      await Promise.all(
        buckets.map((bucket) =>
          revokeIn(
            bucket,
            revocations.filter((one) => one.bucket === bucket)
          )
        )
      ).catch(refuse)
    },

    async probe() {
      // A write: a Redis that answers but takes none (a replica, out of memory) is not ready.
      await client.zadd(`${prefix}revoked:00`, 'NX', '+inf', generation).catch(refuse)
    }
  }
}
