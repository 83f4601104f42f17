import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import type { Clock } from '../tokens/claims.js'
import type { Fillings } from './fillings.js'
import { liveRevocations } from './record.js'
import {
  bucketsByNode,
  type Command,
  generation,
  hasMoved,
  type RedisNodes,
  resultOf
} from './redis-nodes.js'
import type { Revocation } from './revocation-set.js'
import { createDeathWatch, examine, learn, type Share } from './survey.js'
import { carryOut, standingOf } from './trust.js'

/** Is told of each refill, before and after. */
export type RefillReport = (
  event: 'begin' | 'end',
  facts: { readonly buckets: number; readonly seconds?: number }
) => void

export interface RefillTools {
  readonly db: Kysely<Database>
  readonly nodes: RedisNodes
  readonly fillings: Fillings
  readonly keyOf: (bucket: string) => string
  readonly clock: Clock
  readonly report: RefillReport
  /** Whether the process is about to end: then another one goes on. */
  readonly isClosing: () => boolean
}

/** In milliseconds: how often a refill shows that it is alive, and how soon another's is looked at again. */
const intervals = { life: 1000, wait: 100 }

/** Completes a bucket if all that was put into it is still there: its ticket would have gone with it. */
const complete = `
  if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '+inf', '+inf')
  redis.call('ZADD', KEYS[1], '+inf', ARGV[2])
  return 1
`

/** The sorted entries of one bucket, as one command for each. */
function entriesOf(batch: readonly Revocation[], keyOf: (bucket: string) => string): Command[] {
  const entries = new Map<string, (string | number)[]>()
  for (const { bucket, until, id } of batch) {
    const own = entries.get(bucket) ?? ['zadd', keyOf(bucket), 'GT']
    own.push(until, id)
    entries.set(bucket, own)
  }
  return [...entries.values()]
}

/**
 * Fills buckets from the record. First a ticket goes into each; the record is read after that, and
 * who revokes meanwhile writes the row first and the set next: so each revocation is read here, or
 * is put there behind the ticket. A bucket counts from where its own entries are in.
 */
export function createRefill(tools: RefillTools) {
  const { db, nodes, fillings, keyOf, clock, report, isClosing } = tools
  const deathsIn = createDeathWatch()

  async function fill({ node, standing }: Share, claimed: string[], ticket: string): Promise<void> {
    const member = `ticket:${ticket}`
    let waiting = claimed.toSorted()
    let lastSign = performance.now()

    /** All on one connection: behind another one may be a server that lost what this one was given. */
    async function send(commands: readonly Command[]): Promise<unknown[]> {
      if (standingOf(node) !== standing) throw new Error('the connection to Redis broke meanwhile')
      return (await carryOut(node, commands)).replies.map(resultOf)
    }

    async function finish(isFilled: (bucket: string) => boolean): Promise<void> {
      const done = waiting.filter(isFilled)
      if (done.length === 0) return
      waiting = waiting.filter((bucket) => !isFilled(bucket))
      const told = await send(
        done.map((bucket) => ['eval', complete, 1, keyOf(bucket), member, generation])
      )
      const kept = done.filter((_, index) => told[index] === 1)
      for (const bucket of await fillings.name(kept, ticket, clock())) {
        standing.trusted.add(bucket)
        standing.lost.delete(bucket)
      }
    }

    await send(
      claimed.flatMap((bucket) => [
        ['zrem', keyOf(bucket), generation],
        ['zadd', keyOf(bucket), '+inf', member]
      ])
    )
    for await (const batch of liveRevocations(db, clock(), claimed)) {
      await send(entriesOf(batch, keyOf))
      const reached = (batch.at(-1) as Revocation).bucket
      await finish((bucket) => bucket < reached)
      if (isClosing()) return
      if (performance.now() - lastSign < intervals.life) continue
      if (!(await fillings.showLife(ticket))) return
      lastSign = performance.now()
    }
    await finish(() => true)
  }

  async function fillGap(gap: Share, deadTickets: readonly string[]): Promise<void> {
    const ticket = randomUUID()
    const runId = gap.standing.runId as string
    const claimed = await fillings.claim(gap.buckets, runId, ticket, deadTickets)
    if (claimed.length === 0) {
      // Another instance is at it. The checks that wait for it ask again and again.
      await sleep(intervals.wait)
      return
    }
    const begin = performance.now()
    report('begin', { buckets: claimed.length })
    try {
      await fill(gap, claimed, ticket)
    } catch (error) {
      if (hasMoved(error)) nodes.rediscover()
      throw error
    } finally {
      await fillings.giveUp(ticket)
    }
    report('end', { buckets: claimed.length, seconds: (performance.now() - begin) / 1000 })
  }

  return {
    /** Learns which buckets may be believed, and fills those that may not. */
    async look(): Promise<void> {
      const failures: unknown[] = []
      // A master that is down keeps nobody from filling the others.
      async function attempt<Result>(act: () => Promise<Result>): Promise<Result | null> {
        try {
          return await act()
        } catch (error) {
          failures.push(error)
          return null
        }
      }
      const shares: Share[] = []
      for (const [node, own] of bucketsByNode(nodes, (error) => failures.push(error))) {
        const share = await attempt(() => examine(node, own, keyOf))
        if (share !== null) shares.push(share)
      }
      const current = await fillings.read()
      const deadTickets = deathsIn(current)
      const byBucket = new Map(current.map((filling) => [filling.bucket, filling]))
      for (const share of shares) {
        const gap = learn(nodes, share, byBucket)
        if (gap !== null) await attempt(() => fillGap(gap, deadTickets))
      }
      if (failures.length > 0) throw failures[0]
    },

    /** How many of the 256 buckets are believed just now. */
    countComplete(): number {
      const counts = [...bucketsByNode(nodes, () => {})].map(([node, own]) => {
        const { trusted, lost } = standingOf(node)
        return own.filter((bucket) => trusted.has(bucket) && !lost.has(bucket)).length
      })
      return counts.reduce((sum, count) => sum + count, 0)
    }
  }
}
