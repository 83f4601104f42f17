import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { thenCleanUp } from '../log/then-clean-up.js'
import type { Clock } from '../tokens/claims.js'
import { type Fillings, moving } from './fillings.js'
import { lease } from './lookout.js'
import { liveRevocations } from './record.js'
import { type Command, generation, hasMoved, type RedisNodes, resultOf } from './redis-nodes.js'
import type { Revocation } from './revocation-set.js'
import type { Gap, Share } from './survey.js'
import { systemTimer, type Timer } from './timer.js'
import { carryOut, standingOf } from './trust.js'

/** Of a refill: how many buckets it is to complete, or has completed. */
interface Progress {
  readonly buckets: number
  readonly seconds?: number
  /** Of how many, where it was broken off. */
  readonly of?: number
  readonly reason?: string
}

/** Is told of each refill, before and after. */
export type RefillReport = (event: 'begin' | 'end' | 'broken off', progress: Progress) => void

/** What a look found. */
export interface Found {
  readonly gaps: readonly Gap[]
  /** Of refills that have died. */
  readonly deadTickets: readonly string[]
}

export interface RefillTools {
  readonly db: Kysely<Database>
  readonly nodes: RedisNodes
  readonly fillings: Fillings
  readonly keyOf: (bucket: string) => string
  readonly clock: Clock
  readonly report: RefillReport
  /** Whether the process is about to end: then another one goes on. */
  readonly isClosing: () => boolean
  readonly timer?: Timer
}

/** How often a refill shows that it is alive, in milliseconds. */
const intervals = { life: 1000 }

/** Why a refill may be broken off. */
const takenOver = 'another instance has taken it over'
const lostAgain = 'some of it was lost again, or taken over by another instance'

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
  const { db, nodes, fillings, keyOf, clock, report, isClosing, timer = systemTimer } = tools

  /**
   * @param onCompleted is told of each bucket that can be used
   * @returns why it went no further, or null
   */
  async function fill(
    { node, standing }: Share,
    claimed: readonly string[],
    ticket: string,
    onCompleted: (bucket: string) => void
  ): Promise<string | null> {
    const member = `ticket:${ticket}`
    let waiting = claimed.toSorted()
    let lastSign = timer.now()

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
        standing.trusted.set(bucket, ticket)
        standing.lost.delete(bucket)
        onCompleted(bucket)
      }
    }

    // Whole keys go, of whatever type they are: their rows were written before them, and are read after.
    // Not by `DEL`, which would hold everybody up while it frees millions of entries.
    await send(
      claimed.flatMap((bucket) => [
        ['unlink', keyOf(bucket)],
        ['zadd', keyOf(bucket), '+inf', member]
      ])
    )
    for await (const batch of liveRevocations(db, clock(), claimed)) {
      await send(entriesOf(batch, keyOf))
      const reached = (batch.at(-1) as Revocation).bucket
      await finish((bucket) => bucket < reached)
      if (isClosing()) return 'the service is closing'
      if (timer.now() - lastSign < intervals.life) continue
      if (!(await fillings.showLife(ticket))) return takenOver
      lastSign = timer.now()
    }
    await finish(() => true)
    return null
  }

  /**
   * Claims buckets for the server they lie on now. Where another one was believed that may still be
   * there, nobody believes either of them, and no revocation is answered, until everybody knows.
   */
  async function claim(gap: Gap, ticket: string, deadTickets: readonly string[]) {
    const serverId = gap.standing.serverId as string
    const outdated = [...deadTickets, ...gap.lostTickets]
    if (!(nodes.leavesMasters && gap.isMove)) {
      return fillings.claim(gap.buckets, serverId, ticket, outdated)
    }
    const ours = await fillings.claim(gap.buckets, moving, ticket, outdated)
    if (ours.length === 0) return ours
    await timer.sleep(lease + intervals.life)
    const claimed = await fillings.claim(ours, serverId, ticket, [ticket])
    // The others have waited for a sign of it all the time.
    await fillings.showLife(ticket)
    return claimed
  }

  /** Fills what was claimed, and tells what came of it. */
  async function fillClaimed(gap: Gap, claimed: readonly string[], ticket: string): Promise<void> {
    const begin = timer.now()
    let buckets = 0
    report('begin', { buckets: claimed.length })
    function tell(reason: string | null): void {
      const progress = { buckets, seconds: (timer.now() - begin) / 1000 }
      if (reason === null) report('end', progress)
      else report('broken off', { ...progress, of: claimed.length, reason })
    }
    try {
      const reason = await fill(gap, claimed, ticket, () => void buckets++)
      tell(reason ?? (buckets < claimed.length ? lostAgain : null))
    } catch (error) {
      tell((error as Error).message)
      throw error
    }
  }

  async function fillGap(gap: Gap, deadTickets: readonly string[]): Promise<void> {
    const ticket = randomUUID()
    async function claimAndFill(): Promise<void> {
      const claimed = await claim(gap, ticket, deadTickets)
      if (claimed.length > 0) await fillClaimed(gap, claimed, ticket)
    }
    const filling = claimAndFill().catch((error) => {
      if (hasMoved(error)) nodes.rediscover()
      throw error
    })
    await thenCleanUp(filling, () => fillings.giveUp(ticket))
  }

  /** Fills what was found to be missing. What another instance fills is left to it. */
  return async function fillGaps({ gaps, deadTickets }: Found): Promise<void> {
    const failures: unknown[] = []
    for (const gap of gaps) await fillGap(gap, deadTickets).catch((error) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
}
