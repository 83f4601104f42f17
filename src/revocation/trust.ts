import { type Command, type RedisNode, type Reply, resultOf } from './redis-nodes.js'

/** What is known of the server at the other end of a connection. */
export interface Standing {
  /** Which start of which server; unknown until it has told. */
  runId: string | undefined
  /** The buckets that the database names as filled there: what it says of others is not believed. */
  readonly trusted: Set<string>
  /** The buckets that were seen without their `gen`: they, or their server, lost something. */
  readonly lost: Set<string>
}

const standings = new WeakMap<RedisNode, Standing>()

const stranger = (): Standing => ({ runId: undefined, trusted: new Set(), lost: new Set() })

/** Of a connection, as long as it holds: the next one may lead to another server, or to one that started anew. */
export function standingOf(node: RedisNode): Standing {
  let standing = standings.get(node)
  if (standing === undefined) {
    node.on('close', () => void standings.set(node, stranger()))
    standing = stranger()
    standings.set(node, standing)
  }
  return standing
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
  const isStranger = standing.runId === undefined
  const all = isStranger ? [['info', 'server'], ...commands] : commands
  const replies = (await node.pipeline(all as (string | number)[][]).exec()) ?? []
  if (standingOf(node) !== standing) throw new Error('the connection to Redis broke meanwhile')
  if (isStranger) {
    const info = String(resultOf(replies[0]))
    standing.runId = /^run_id:(\S+)/m.exec(info)?.[1]
    if (standing.runId === undefined) throw new Error('Redis does not tell its run_id')
    replies.shift()
  }
  return { replies, standing }
}
