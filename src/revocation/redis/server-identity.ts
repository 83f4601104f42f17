import { type Command, type RedisNode, type Reply, resultOf } from './nodes.js'

/** The server behind a connection, and which of its buckets are trusted. */
export interface ServerIdentity {
  /**
   * The start of the server (`run_id`) and its replication history (`master_replid`); undefined
   * until it is known. It changes on a restart, and after the server has been a replica.
   */
  serverId: string | undefined
  /** The buckets that the database records as filled there, each with the ticket of its refill. */
  readonly trusted: Map<string, string>
  /** The buckets that were last seen without their `gen`: they have lost data. */
  readonly lost: Set<string>
}

const identities = new WeakMap<RedisNode, ServerIdentity>()

const unknownServer = (): ServerIdentity => ({
  serverId: undefined,
  trusted: new Map(),
  lost: new Set()
})

/** Removes all trust in the server behind a connection. */
export const forget = (node: RedisNode): void => void identities.set(node, unknownServer())

/** Valid for one connection: the next one may lead to another or a restarted server. */
export function identityOf(node: RedisNode): ServerIdentity {
  if (!identities.has(node)) {
    node.on('close', () => forget(node))
    forget(node)
  }
  return identities.get(node) as ServerIdentity
}

/** The commands whose replies hold the identity of a server. */
export const identityCommands: readonly Command[] = [
  ['info', 'server'],
  ['info', 'replication']
]

/**
 * Reads the identity of a server. It changes on a restart, and after the server has been a replica.
 *
 * @param replies begin with those to `identityCommands`
 * @throws Error if the server is a replica, or reports no `run_id`
 */
export function readServerId(replies: readonly Reply[]): string {
  const info = identityCommands.map((_, index) => resultOf(replies[index])).join('\n')
  const read = (field: string) => new RegExp(`^${field}:(\\S+)`, 'm').exec(info)?.[1]
  const runId = read('run_id')
  if (runId === undefined) throw new Error('Redis does not report its run_id')
  if (read('role') === 'slave') throw new Error('this Redis is a replica')
  return `${runId}/${read('master_replid') ?? ''}`
}

/** Whether a bucket contains every published revocation. */
export function isComplete(identity: ServerIdentity, bucket: string, generation: unknown): boolean {
  return generation !== null && identity.trusted.has(bucket)
}

/**
 * Sends commands together. Where the identity of the server is not known yet, the first ones are
 * the commands that read it: no reply is used before the identity is known.
 *
 * A client may keep commands during a reconnect and send them to another server. Replies that arrive
 * after the connection was lost are discarded.
 *
 * @throws whatever the client throws, by rejection
 */
export async function execute(
  node: RedisNode,
  commands: readonly Command[]
): Promise<{ readonly replies: readonly Reply[]; readonly identity: ServerIdentity }> {
  const identity = identityOf(node)
  const isUnknown = identity.serverId === undefined
  const all = isUnknown ? [...identityCommands, ...commands] : commands
  const replies = await node.send(all)
  if (identityOf(node) !== identity) throw new Error('the connection to Redis was lost')
  if (!isUnknown) return { replies, identity }
  identity.serverId ??= readServerId(replies)
  return { replies: replies.slice(identityCommands.length), identity }
}
