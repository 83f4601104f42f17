import { performance } from 'node:perf_hooks'
import type { BucketOwner } from './bucket-owners.js'
import {
  type Command,
  generation,
  hasMoved,
  type RedisNode,
  type RedisNodes,
  type Reply,
  resultOf
} from './nodes.js'
import {
  execute,
  forget,
  identityCommands,
  identityOf,
  readServerId,
  type ServerIdentity
} from './server-identity.js'

/** What a probe of a server found. */
export interface Probe {
  readonly node: RedisNode
  readonly identity: ServerIdentity
  readonly buckets: readonly string[]
  /** The buckets without their `gen`, each with the ticket of its refill if it was trusted. */
  readonly gone: ReadonlyMap<string, string | undefined>
}

/** Buckets of a server that must be filled. */
export interface Gap extends Probe {
  /** Whether the database records another server as the owner of some of them. */
  readonly isMove: boolean
  /** The tickets of refills that were complete and have lost data since. */
  readonly lostTickets: readonly string[]
}

/** Whether a bucket has its `gen`; null if another node serves it. */
function hasGeneration(reply: Reply | undefined): boolean | null {
  const error = reply?.[0]
  if (error && hasMoved(error)) return null
  // The key has another type.
  if (error && /^WRONGTYPE /.test(error.message)) return false
  return resultOf(reply) !== null
}

/**
 * Executes commands, and checks whether the server's identity is unchanged.
 *
 * @throws Error if the server has become a replica, or has been one
 */
async function executeAndIdentify(node: RedisNode, commands: readonly Command[]) {
  const { replies, identity } = await execute(node, [...identityCommands, ...commands])
  try {
    const serverId = readServerId(replies)
    if (serverId !== identity.serverId) {
      throw new Error('the identity of this Redis has changed: it may have lost data')
    }
  } catch (error) {
    forget(node)
    throw error
  }
  return { replies: replies.slice(identityCommands.length), identity }
}

/**
 * Checks by a single command that no bucket was lost. Redis loses only whole keys, and a write or a
 * check that finds a bucket without its `gen` reports it.
 *
 * @returns null if only a probe of each bucket can tell: a bucket may be lost, or the server
 *   rejects the command
 */
async function probeKeys(
  node: RedisNode,
  own: readonly string[],
  keyOf: (bucket: string) => string
): Promise<Probe | null> {
  const { trusted, lost } = identityOf(node)
  if (trusted.size < own.length || lost.size > 0) return null
  const { replies, identity } = await executeAndIdentify(node, [['exists', ...own.map(keyOf)]])
  const [error, count] = replies[0] as Reply
  const isWhole = !error && count === own.length
  return isWhole ? { node, identity, buckets: own, gone: new Map() } : null
}

/**
 * Checks whether a server's identity is unchanged, and which of its buckets lack their `gen`. This
 * detects a loss of data even if there are no requests.
 *
 * @param isCluster whether the buckets lie in several slots: no command can use two of their keys
 * @throws Error if the server has become a replica, or has been one
 */
export async function probeServer(
  node: RedisNode,
  own: readonly string[],
  keyOf: (bucket: string) => string,
  isCluster: boolean
): Promise<Probe> {
  const whole = isCluster ? null : await probeKeys(node, own, keyOf)
  if (whole !== null) return whole
  // Read before the probe: a bucket that is completed meanwhile has lost nothing.
  const believed = new Map(identityOf(node).trusted)
  const { replies, identity } = await executeAndIdentify(
    node,
    own.map((bucket) => ['zscore', keyOf(bucket), generation])
  )
  const answers = own.map((_, index) => hasGeneration(replies[index]))
  const lost = own.filter((_, index) => answers[index] === false)
  identity.lost.clear()
  for (const bucket of lost) identity.lost.add(bucket)
  return {
    node,
    identity,
    buckets: own.filter((_, index) => answers[index] !== null),
    gone: new Map(lost.map((bucket) => [bucket, believed.get(bucket)]))
  }
}

/**
 * Updates which buckets of a server are trusted, and finds those that must be filled.
 *
 * @param owners must be read after the probe: an older state may be from an earlier time as a
 *   master
 * @returns null if there is nothing to fill
 */
export function updateTrust(
  nodes: RedisNodes,
  { node, identity, buckets, gone }: Probe,
  owners: ReadonlyMap<string, BucketOwner>
): Gap | null {
  if (identityOf(node) !== identity) return null
  const { serverId, trusted } = identity
  // A bucket that has moved away may lose data before it returns.
  const own = new Set(buckets)
  for (const bucket of trusted.keys()) if (!own.has(bucket)) trusted.delete(bucket)
  let [isDeposed, isMove] = [false, false]
  const lostTickets = new Set<string>()
  const missing = buckets.filter((bucket) => {
    const owner = owners.get(bucket)
    const isHere = owner?.serverId === serverId
    if (isHere && owner?.isFilled) {
      const ticket = owner.ticket as string
      trusted.set(bucket, ticket)
      // A different ticket means that it was refilled after the probe.
      const isLost = gone.get(bucket) === ticket
      if (isLost) lostTickets.add(ticket)
      return isLost
    }
    if (!isHere && typeof owner?.serverId === 'string') isMove = true
    // It was filled here and has another owner now: another instance knows a newer master.
    if (trusted.delete(bucket) && !isHere) isDeposed = true
    return true
  })
  if (isDeposed) nodes.rediscover()
  return isDeposed || missing.length === 0
    ? null
    : { node, identity, buckets: missing, gone, isMove, lostTickets: [...lostTickets] }
}

/** Removes trust in the buckets of an unreachable server that have another owner by now. */
export function removeTrust(node: RedisNode, owners: ReadonlyMap<string, BucketOwner>): void {
  const { serverId, trusted } = identityOf(node)
  for (const bucket of trusted.keys()) {
    const owner = owners.get(bucket)
    if (!owner?.isFilled || owner.serverId !== serverId) trusted.delete(bucket)
  }
}

/** A refill without a heartbeat for this long has stopped, in milliseconds. */
const heartbeatTimeout = 5000

/**
 * Finds refills that have stopped, by the heartbeats that this process has seen. It compares no
 * clocks of different machines.
 *
 * @param elapsed returns milliseconds since any fixed point
 */
export function createHeartbeatWatch(elapsed = () => performance.now()) {
  const seen = new Map<string, { beat: number; since: number }>()
  return (owners: readonly BucketOwner[]): string[] => {
    const current = new Map<string, number>()
    for (const { ticket, beat, isFilled } of owners) {
      if (ticket !== null && !isFilled) current.set(ticket, beat)
    }
    for (const ticket of seen.keys()) if (!current.has(ticket)) seen.delete(ticket)
    const now = elapsed()
    for (const [ticket, beat] of current) {
      if (seen.get(ticket)?.beat !== beat) seen.set(ticket, { beat, since: now })
    }
    return [...seen]
      .filter(([, { since }]) => now - since > heartbeatTimeout)
      .map(([ticket]) => ticket)
  }
}
