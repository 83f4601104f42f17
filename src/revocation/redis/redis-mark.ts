import { type MarkStore, markMembers } from '../mark.js'
import { refuseForRedis } from '../refuse.js'
import { hasMoved, type RedisNodes, resultOf } from './nodes.js'
import { execute } from './server-identity.js'

/** The mark is in the slot of this bucket. */
const neighbour = '00'

interface RedisMarkDependencies {
  readonly readers: RedisNodes
  readonly writers: RedisNodes
  readonly keyOf: (bucket: string) => string
}

/**
 * Keeps the mark in Redis, as the scores of one sorted set: `GT` raises them all by one command,
 * and never lowers one.
 */
export function createRedisMark({ readers, writers, keyOf }: RedisMarkDependencies): MarkStore {
  const key = `${keyOf('mark')}:{${keyOf(neighbour)}}`

  async function send(nodes: RedisNodes, command: readonly (string | number)[]): Promise<unknown> {
    try {
      const { replies } = await execute(nodes.of(neighbour), [command])
      return resultOf(replies[0])
    } catch (error) {
      if (hasMoved(error)) nodes.rediscover()
      throw error
    }
  }

  return {
    async read() {
      const scores = (await send(readers, ['zmscore', key, ...markMembers])) as (string | null)[]
      return Object.fromEntries(
        markMembers.map((member, index) => [member, Number(scores[index] ?? 0)])
      )
    },
    async raise(mark) {
      const scores = Object.entries(mark).flatMap(([member, number]) => [number, member])
      await send(writers, ['zadd', key, 'GT', ...scores]).catch(refuseForRedis)
    }
  }
}
