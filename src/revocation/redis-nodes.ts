import { buckets } from './buckets.js'

/** The member that says its bucket is complete. Redis loses keys whole, so it goes with the rest. */
export const generation = 'gen'

export type Command = readonly (string | number)[]
export type Reply = [error: Error | null, result: unknown]

/** What is used of a connection to one server. Each command fails within the client's timeout. */
export interface RedisNode {
  pipeline(commands: (string | number)[][]): { exec(): Promise<Reply[] | null> }
  on(event: 'close', listener: () => void): unknown
}

/** The servers that the set lies on, each with the buckets that lie there. */
export interface RedisNodes {
  /** @throws while nobody is known to serve that bucket */
  of(bucket: string): RedisNode
  /** Whether a master that was replaced may go on for a while, for instances that do not know of it yet. */
  readonly leavesMasters: boolean
  /** Asks anew who serves what: a connection may lead to a server that was deposed. */
  rediscover(): void
}

/**
 * Every server with the buckets that lie there just now.
 *
 * @param onNobody is told where nobody serves a bucket, which is then left out
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

/** @throws what the server says of that command, or that it was not carried out */
export function resultOf(reply: Reply | undefined): unknown {
  const [error, result] = reply ?? [new Error('Redis did not carry it out')]
  if (error) throw error
  return result
}

/** Whether a node of a Cluster says that the bucket lies elsewhere, or is on its way there. */
export const hasMoved = (error: unknown): boolean =>
  /^(EXECABORT|MOVED|ASK|TRYAGAIN) /.test((error as Error).message)
