import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { thenCleanUp } from '../../async/then-clean-up.js'
import type { Database } from '../../database/schema.js'
import type { Clock } from '../../tokens/claims.js'
import { cutOffMember, encodeCutOff } from '../cut-off.js'
import { liveRevocations } from '../record.js'
import { recordedCutOff } from '../recorded-cut-off.js'
import type { Revocation } from '../revocation-set.js'
import { type BucketOwners, moving } from './bucket-owners.js'
import { lease } from './monitor.js'
import { type Command, generation, hasMoved, type RedisNodes, resultOf } from './nodes.js'
import type { Gap, Probe } from './probe.js'
import { execute, identityOf } from './server-identity.js'
import { systemTimer, type Timer } from './timer.js'

/** How many buckets a refill has to complete, or has completed. */
interface Progress {
  readonly buckets: number
  readonly seconds?: number
  /** The number of claimed buckets, if the refill stopped early. */
  readonly of?: number
  readonly reason?: string
}

/** Is called before and after each refill. */
export type RefillReport = (event: 'begin' | 'end' | 'interrupted', progress: Progress) => void

/** What a probe found. */
interface Found {
  readonly gaps: readonly Gap[]
  /** The tickets of refills that have stopped. */
  readonly deadTickets: readonly string[]
}

interface RefillDependencies {
  readonly db: Kysely<Database>
  readonly nodes: RedisNodes
  readonly owners: BucketOwners
  readonly keyOf: (bucket: string) => string
  readonly clock: Clock
  readonly report: RefillReport
  /** Whether the process is closing: then another process completes the refill. */
  readonly isClosing: () => boolean
  readonly timer?: Timer
}

/** In milliseconds. */
const heartbeatInterval = 1000

/** Why a refill stops early. */
const takenOver = 'another instance has taken over the refill'
const lostAgain = 'some buckets have lost their data again, or another instance has taken them over'

/** Completes a bucket if its ticket is still there: a loss of data removes the ticket. */
const complete = `
  if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '+inf', '+inf')
  redis.call('ZADD', KEYS[1], '+inf', ARGV[2])
  return 1
`

/** Returns one command for each bucket, which adds its entries. */
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
 * Fills buckets from the record. It first adds a ticket to each bucket, and then reads the record.
 * A revocation is recorded first and published afterwards. So the refill either reads its row, or
 * the revocation is added to the set after the ticket. A bucket is usable as soon as its own
 * entries are in.
 */
export function createRefill(tools: RefillDependencies) {
  const { db, nodes, owners, keyOf, clock, report, isClosing, timer = systemTimer } = tools

  /**
   * @param onCompleted is called with each bucket that can be used
   * @returns why it stopped early, or null
   */
  async function fill(
    { node, identity }: Probe,
    claimed: readonly string[],
    ticket: string,
    onCompleted: (bucket: string) => void
  ): Promise<string | null> {
    const member = `ticket:${ticket}`
    let waiting = claimed.toSorted()
    let lastSign = timer.now()

    /**
     * Uses a single connection: after a reconnect, the server may lack the data that was sent
     * before.
     */
    async function send(commands: readonly Command[]): Promise<unknown[]> {
      if (identityOf(node) !== identity) throw new Error('the connection to Redis was lost')
      return (await execute(node, commands)).replies.map(resultOf)
    }

    async function finish(isFilled: (bucket: string) => boolean): Promise<void> {
      const done = waiting.filter(isFilled)
      if (done.length === 0) return
      waiting = waiting.filter((bucket) => !isFilled(bucket))
      const replies = await send(
        done.map((bucket) => ['eval', complete, 1, keyOf(bucket), member, generation])
      )
      const kept = done.filter((_, index) => replies[index] === 1)
      for (const bucket of await owners.name(kept, ticket, clock())) {
        identity.trusted.set(bucket, ticket)
        identity.lost.delete(bucket)
        onCompleted(bucket)
      }
    }

    // Removes whole keys, of any type: their rows were recorded earlier, and are read afterwards.
    // `DEL` would block the server while it frees millions of entries.
    await send(
      claimed.flatMap((bucket) => [
        ['unlink', keyOf(bucket)],
        ['zadd', keyOf(bucket), '+inf', member]
      ])
    )
    const cutOff = await recordedCutOff(db)
    if (cutOff !== null) {
      const score = encodeCutOff(cutOff)
      await send(claimed.map((bucket) => ['zadd', keyOf(bucket), 'GT', score, cutOffMember]))
    }
    for await (const batch of liveRevocations(db, clock(), claimed)) {
      await send(entriesOf(batch, keyOf))
      const reached = (batch.at(-1) as Revocation).bucket
      await finish((bucket) => bucket < reached)
      if (isClosing()) return 'the service is closing'
      if (timer.now() - lastSign < heartbeatInterval) continue
      if (!(await owners.renewHeartbeat(ticket))) return takenOver
      lastSign = timer.now()
    }
    await finish(() => true)
    return null
  }

  /**
   * Claims buckets for the server that serves them now. If the former owner may still be running,
   * no instance trusts either server, and no revocation is confirmed, until every lease has
   * expired.
   */
  async function claim(gap: Gap, ticket: string, deadTickets: readonly string[]) {
    const serverId = gap.identity.serverId as string
    const outdated = [...deadTickets, ...gap.lostTickets]
    if (!(nodes.leavesMasters && gap.isMove)) {
      return owners.claim(gap.buckets, serverId, ticket, outdated)
    }
    const ours = await owners.claim(gap.buckets, moving, ticket, outdated)
    if (ours.length === 0) return ours
    await timer.sleep(lease + heartbeatInterval)
    const claimed = await owners.claim(ours, serverId, ticket, [ticket])
    // The other instances have seen no heartbeat during the wait.
    await owners.renewHeartbeat(ticket)
    return claimed
  }

  /** Fills claimed buckets, and reports the result. */
  async function fillClaimed(gap: Gap, claimed: readonly string[], ticket: string): Promise<void> {
    const begin = timer.now()
    let buckets = 0
    report('begin', { buckets: claimed.length })
    function tell(reason: string | null): void {
      const progress = { buckets, seconds: (timer.now() - begin) / 1000 }
      if (reason === null) report('end', progress)
      else report('interrupted', { ...progress, of: claimed.length, reason })
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
    const owner = claimAndFill().catch((error) => {
      if (hasMoved(error)) nodes.rediscover()
      throw error
    })
    await thenCleanUp(owner, () => owners.giveUp(ticket))
  }

  /** Fills the buckets that a probe found. Skips those that another instance fills. */
  return async function fillGaps({ gaps, deadTickets }: Found): Promise<void> {
    const failures: unknown[] = []
    for (const gap of gaps) await fillGap(gap, deadTickets).catch((error) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
}
