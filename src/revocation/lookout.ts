import { answerWithin } from '../database/answer-within.js'
import { databaseRefusal } from '../database/errors.js'
import type { Fillings } from './fillings.js'
import { bucketsByNode, type RedisNode, type RedisNodes } from './redis-nodes.js'
import { createDeathWatch, distrust, examine, type Gap, learn, type Share } from './survey.js'
import { systemTimer, type Timer } from './timer.js'
import { standingOf } from './trust.js'

/** How long the database may take to say what it believes, in milliseconds. */
const patience = 1000

/**
 * How long trust lasts that was not renewed, in milliseconds: longer than two looks are apart. Who
 * was stopped for longer asks the record first.
 */
export const lease = 3000

export interface LookoutTools {
  readonly nodes: RedisNodes
  readonly fillings: Fillings
  readonly keyOf: (bucket: string) => string
  /** Is called where buckets must be filled. */
  readonly onGaps: () => void
  readonly timer?: Timer
}

/** Looks again and again which buckets may be believed, and which must be filled first. */
export function createLookout(tools: LookoutTools) {
  const { nodes, fillings, keyOf, onGaps, timer = systemTimer } = tools
  const deathsIn = createDeathWatch()
  let lookedAt = Number.NEGATIVE_INFINITY
  let isBlind = false
  let gaps: readonly Gap[] = []
  let deadTickets: readonly string[] = []

  /** A master that is down keeps nobody from asking the others. */
  async function examineAll(failures: unknown[]) {
    const shares: Share[] = []
    const silent: RedisNode[] = []
    for (const [node, own] of bucketsByNode(nodes, (error) => failures.push(error))) {
      await examine(node, own, keyOf).then(
        (share) => shares.push(share),
        (error) => {
          failures.push(error)
          silent.push(node)
        }
      )
    }
    return { shares, silent }
  }

  return {
    /** @throws whatever kept it from looking everywhere */
    async look(): Promise<void> {
      const begin = timer.now()
      const failures: unknown[] = []
      const { shares, silent } = await examineAll(failures)
      const current = await answerWithin(fillings.read(), patience).catch((error) => {
        // Reads go on without a database: nobody else can name another server either. Where the file
        // is another one now, others may serve from that.
        isBlind = databaseRefusal(error)?.state !== 'database-lost'
        if (!isBlind) lookedAt = Number.NEGATIVE_INFINITY
        throw error
      })
      isBlind = false
      lookedAt = begin
      deadTickets = deathsIn(current)
      const byBucket = new Map(current.map((filling) => [filling.bucket, filling]))
      for (const node of silent) distrust(node, byBucket)
      gaps = shares.flatMap((share) => learn(nodes, share, byBucket) ?? [])
      if (gaps.length > 0) onGaps()
      if (failures.length > 0) throw failures[0]
    },

    /** What the last look found, and whose refills have died; told once. */
    takeFound() {
      const found = { gaps, deadTickets }
      gaps = []
      return found
    },

    /** Whether what was learnt may still be believed. */
    isFresh: () => isBlind || timer.now() - lookedAt < lease,

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
