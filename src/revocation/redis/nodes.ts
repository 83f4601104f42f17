import { buckets } from '../buckets.js'

/** Marks its bucket as complete. Redis loses only whole keys, so this member is lost with them. */
export const generation = 'gen'

export type Command = readonly (string | number)[]
export type Reply = [error: Error | null, result: unknown]

/**
 * The part of a connection to one server that is used. Each command fails within the client's
 * timeout.
 */
export interface RedisNode {
  /** Sends the commands together. The reply to each of them is at the same place. */
  send(commands: readonly Command[]): Promise<Reply[]>
  on(event: 'close', listener: () => void): unknown
}

/** The servers of the set. */
export interface RedisNodes {
  /** The server of a bucket. @throws Error while none is known */
  of(bucket: string): RedisNode
  /** Whether a master that was replaced may still serve instances that do not know of it yet. */
  readonly leavesMasters: boolean
  /** Whether the buckets of a server lie in several slots: no command can use two of their keys. */
  readonly isCluster: boolean
  /** Discovers the servers again: a connection may lead to a master that was replaced. */
  rediscover(): void
}

/**
 * Returns every server with its buckets.
 *
 * @param onNobody is called for each bucket that no server serves; it is left out
 */
export function bucketsByNode(
  nodes: RedisNodes,
  onNobody: (error: unknown) => void
): Map<RedisNode, string[]> {
  const all = new Map<RedisNode, string[]>()
  for (const bucket of buckets) {
    try {
      const node = nodes.of(bucket)
      all.set(node, [...(all.get(node) ?? []), bucket])
    } catch (error) {
      onNobody(error)
    }
  }
  return all
}

/** @throws the server's error for this command, or an Error if it was not executed */
export function resultOf(reply: Reply | undefined): unknown {
  const [error, result] = reply ?? [new Error('Redis did not execute the command')]
  if (error) throw error
  return result
}

/** Whether a node of a Cluster reports that the bucket has moved, or is moving. */
export const hasMoved = (error: unknown): boolean =>
  /^(EXECABORT|MOVED|ASK|TRYAGAIN) /.test((error as Error).message)
