import { buckets } from '../buckets.js'

/** The member that marks its bucket as complete. Redis loses whole keys, and this member with them. */
export const generation = 'gen'

export type Command = readonly (string | number)[]
export type Reply = [error: Error | null, result: unknown]

/** A connection to one server, as far as it is used. Each command fails within the client's timeout. */
export interface RedisNode {
  pipeline(commands: (string | number)[][]): { exec(): Promise<Reply[] | null> }
  on(event: 'close', listener: () => void): unknown
}

/** The servers of the set. */
export interface RedisNodes {
  /** The server of a bucket. @throws Error while none is known */
  of(bucket: string): RedisNode
  /** Whether a master that was replaced may still serve instances that do not know of it yet. */
  readonly leavesMasters: boolean
  /** Discovers the servers again: a connection may lead to a master that was replaced. */
  rediscover(): void
}

/**
 * Every server with its buckets.
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

/** @throws the server's error for this command, or that it was not executed */
export function resultOf(reply: Reply | undefined): unknown {
  const [error, result] = reply ?? [new Error('Redis did not carry it out')]
  if (error) throw error
  return result
}

/** Whether a node of a Cluster reports that the bucket has moved, or is moving. */
export const hasMoved = (error: unknown): boolean =>
  /^(EXECABORT|MOVED|ASK|TRYAGAIN) /.test((error as Error).message)
