import { type Command, type RedisNode, type Reply, resultOf } from './redis-nodes.js'

/** What is known of the server at the other end of a connection. */
export interface Standing {
  /**
   * Which start of which server (`run_id`), and since when it has its data from nobody else
   * (`master_replid`); unknown until it has told.
   */
  serverId: string | undefined
  /**
   * The buckets that the database names as filled there, with the ticket of that refill: what it
   * says of others is not believed.
   */
  readonly trusted: Map<string, string>
  /** The buckets that were last seen without their `gen`: they, or their server, lost something. */
  readonly lost: Set<string>
}

const standings = new WeakMap<RedisNode, Standing>()

const stranger = (): Standing => ({ serverId: undefined, trusted: new Map(), lost: new Set() })

/** Ends all trust in what a connection leads to. */
export const forget = (node: RedisNode): void => void standings.set(node, stranger())

/** Of a connection, as long as it holds: the next one may lead to another server, or to one that started anew. */
export function standingOf(node: RedisNode): Standing {
  if (!standings.has(node)) {
    node.on('close', () => forget(node))
    forget(node)
  }
  return standings.get(node) as Standing
}

/** What a server is asked to learn who it is. */
export const whoAreYou: readonly Command[] = [
  ['info', 'server'],
  ['info', 'replication']
]

/**
 * Who a server is: one that was a replica in between is another one, though it never started anew.
 *
 * @param replies the first of them to `whoAreYou`
 */
export function serverIdIn(replies: readonly Reply[]): string {
  const info = whoAreYou.map((_, index) => resultOf(replies[index])).join('\n')
  const read = (field: string) => new RegExp(`^${field}:(\\S+)`, 'm').exec(info)?.[1]
  const runId = read('run_id')
  if (runId === undefined) throw new Error('Redis does not tell its run_id')
  if (read('role') === 'slave') throw new Error('this Redis is a replica')
  return `${runId}/${read('master_replid') ?? ''}`
}

/** Whether a bucket tells of every revocation that is in force. */
export function isComplete(standing: Standing, bucket: string, generation: unknown): boolean {
  return generation !== null && standing.trusted.has(bucket)
}

/**
 * Carries commands out, and asks who the server is in the same breath where that is not known yet:
 * so no answer is ever believed that came before that one.
 *
 * A client may keep commands while it connects anew, for whichever server is there then: what is
 * answered after the connection broke is no answer of the server that was asked.
 *
 * @throws whatever the client throws, by rejection
 */
export async function carryOut(
  node: RedisNode,
  commands: readonly Command[]
): Promise<{ readonly replies: readonly Reply[]; readonly standing: Standing }> {
  const standing = standingOf(node)
  const isStranger = standing.serverId === undefined
  const all = isStranger ? [...whoAreYou, ...commands] : commands
  const replies = (await node.pipeline(all as (string | number)[][]).exec()) ?? []
  if (standingOf(node) !== standing) throw new Error('the connection to Redis broke meanwhile')
  if (!isStranger) return { replies, standing }
  standing.serverId ??= serverIdIn(replies)
  return { replies: replies.slice(whoAreYou.length), standing }
}
