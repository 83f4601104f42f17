import { performance } from 'node:perf_hooks'
import type { Filling } from './fillings.js'
import {
  generation,
  hasMoved,
  type RedisNode,
  type RedisNodes,
  type Reply,
  resultOf
} from './redis-nodes.js'
import { carryOut, forget, type Standing, serverIdIn, standingOf, whoAreYou } from './trust.js'

/** A server by the connection to it, with some of its buckets. */
export interface Share {
  readonly node: RedisNode
  readonly standing: Standing
  readonly buckets: readonly string[]
  /** Those of them that were believed and are without their `gen`, with the ticket of that refill. */
  readonly gone: ReadonlyMap<string, string | undefined>
}

/** Buckets of a share that must be filled. */
export interface Gap extends Share {
  /** Whether the database names another server for some of them. */
  readonly isMove: boolean
  /** Of the refills that were complete, and of which something was lost since. */
  readonly lostTickets: readonly string[]
}

/** Whether a bucket has its `gen`; null where it lies on another node. */
function hasGeneration(reply: Reply | undefined): boolean | null {
  const error = reply?.[0]
  if (error && hasMoved(error)) return null
  // Something else lies where the bucket should.
  if (error && /^WRONGTYPE /.test(error.message)) return false
  return resultOf(reply) !== null
}

/**
 * Asks a server whether it still is who it was, and which of its buckets are without their `gen`:
 * a loss is found though nobody asks for anything.
 *
 * @throws Error where it has become a replica, or another master's replica and a master again
 */
export async function examine(
  node: RedisNode,
  own: readonly string[],
  keyOf: (bucket: string) => string
): Promise<Share> {
  // As it was before they were asked: one that is being completed just now has lost nothing.
  const believed = new Map(standingOf(node).trusted)
  const questions = own.map((bucket) => ['zscore', keyOf(bucket), generation])
  const { replies, standing } = await carryOut(node, [...whoAreYou, ...questions])
  try {
    const serverId = serverIdIn(replies)
    if (serverId !== standing.serverId) throw new Error('this Redis has taken over other data')
  } catch (error) {
    forget(node)
    throw error
  }
  const answers = own.map((_, index) => hasGeneration(replies[whoAreYou.length + index]))
  const lost = own.filter((_, index) => answers[index] === false)
  standing.lost.clear()
  for (const bucket of lost) standing.lost.add(bucket)
  return {
    node,
    standing,
    buckets: own.filter((_, index) => answers[index] !== null),
    gone: new Map(lost.map((bucket) => [bucket, believed.get(bucket)]))
  }
}

/**
 * Learns which buckets of a server may be believed, and finds those that must be filled first.
 *
 * @param fillings what the database says of them, asked after the server: what it said before may
 *   have been true of another time that this server was the master
 * @returns null where there is nothing to fill
 */
export function learn(
  nodes: RedisNodes,
  { node, standing, buckets, gone }: Share,
  fillings: ReadonlyMap<string, Filling>
): Gap | null {
  if (standingOf(node) !== standing) return null
  const { serverId, trusted } = standing
  // What lies elsewhere now has been where it may have lost something, should it come back.
  const own = new Set(buckets)
  for (const bucket of trusted.keys()) if (!own.has(bucket)) trusted.delete(bucket)
  let [isDeposed, isMove] = [false, false]
  const lostTickets = new Set<string>()
  const missing = buckets.filter((bucket) => {
    const filling = fillings.get(bucket)
    const isHere = filling?.serverId === serverId
    if (isHere && filling?.isFilled) {
      const ticket = filling.ticket as string
      trusted.set(bucket, ticket)
      // Of another refill than was believed: that one may have come since.
      const isLost = gone.get(bucket) === ticket
      if (isLost) lostTickets.add(ticket)
      return isLost
    }
    if (!isHere && typeof filling?.serverId === 'string') isMove = true
    // Filled here and now elsewhere: somebody knows of a newer master than this connection does.
    if (trusted.delete(bucket) && !isHere) isDeposed = true
    return true
  })
  if (isDeposed) nodes.rediscover()
  return isDeposed || missing.length === 0
    ? null
    : { node, standing, buckets: missing, gone, isMove, lostTickets: [...lostTickets] }
}

/** Ends trust in buckets of a server that could not be asked: those that the database names elsewhere by now. */
export function distrust(node: RedisNode, fillings: ReadonlyMap<string, Filling>): void {
  const { serverId, trusted } = standingOf(node)
  for (const bucket of trusted.keys()) {
    const filling = fillings.get(bucket)
    if (!filling?.isFilled || filling.serverId !== serverId) trusted.delete(bucket)
  }
}

/** How long a refill may show no sign of life, in milliseconds. */
const longestSilence = 5000

/**
 * Tells which refills have died, by what this process sees of them: no two clocks are compared.
 *
 * @param elapsed milliseconds since whenever
 */
export function createDeathWatch(elapsed = () => performance.now()) {
  const seen = new Map<string, { beat: number; since: number }>()
  return (fillings: readonly Filling[]): string[] => {
    const current = new Map<string, number>()
    for (const { ticket, beat, isFilled } of fillings) {
      if (ticket !== null && !isFilled) current.set(ticket, beat)
    }
    for (const ticket of seen.keys()) if (!current.has(ticket)) seen.delete(ticket)
    const now = elapsed()
    for (const [ticket, beat] of current) {
      if (seen.get(ticket)?.beat !== beat) seen.set(ticket, { beat, since: now })
    }
    return [...seen]
      .filter(([, { since }]) => now - since > longestSilence)
      .map(([ticket]) => ticket)
  }
}
