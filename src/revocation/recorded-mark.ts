import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema.js'
import { type Mark, stripes } from './mark.js'
import type { Revocation } from './revocation-set.js'

/** The columns of the numbers that a database has reached; see `readMark`. */
export const markColumns = [
  sql<string>`(select string_agg(stripe || ':' || recorded, ',') from "revocation_counts")`.as(
    'counts'
  ),
  sql<number>`(select max(newest_at) from "revocation_counts")`.as('newest'),
  sql<number | null>`(select max(id) from "users")`.as('user')
] as const

export interface MarkRow {
  readonly counts: string
  readonly newest: number
  readonly user: number | null
}

/** Parses the counts of all stripes. */
export const countsOf = (counts: string): Mark =>
  Object.fromEntries(
    counts.split(',').map((count) => [count.slice(0, 1), Number(count.slice('0:'.length))])
  )

export const markOf = ({ counts, newest, user }: MarkRow): Mark => ({
  ...countsOf(counts),
  newest,
  user: user ?? 0
})

/** Returns the numbers that a database has reached. */
export async function recordedMark(db: Kysely<Database>): Promise<Mark> {
  return markOf(await db.selectNoFrom(markColumns).executeTakeFirstOrThrow())
}

const raised = (column: string, value: number) =>
  sql<number>`case when ${sql.ref(column)} < ${value} then ${value} else ${sql.ref(column)} end`

interface Counted {
  /** The numbers that the mark must reach before the act is confirmed. */
  readonly reached: Mark
  /** The count before the act. */
  readonly before: Mark
}

/** @param newest the end of the second of the newest revocation */
async function count(
  trx: Kysely<Database>,
  stripe: string,
  more: number,
  newest: number
): Promise<Counted> {
  const { recorded, newest_at, user } = await trx
    .updateTable('revocation_counts')
    .set((row) => ({
      recorded: row('recorded', '+', more),
      newest_at: raised('newest_at', newest)
    }))
    .where('stripe', '=', stripe)
    .returning(['recorded', 'newest_at', markColumns[2]])
    .executeTakeFirstOrThrow()
  return {
    reached: { [stripe]: recorded, newest: newest_at, user: user ?? 0 },
    before: { [stripe]: recorded - more }
  }
}

/**
 * Counts revocations, at the end of the transaction that records them: until it ends, others that
 * count in the same stripe wait.
 *
 * @param now seconds since the epoch
 */
export function countRevocations(
  trx: Kysely<Database>,
  revocations: readonly [Revocation, ...Revocation[]],
  now: number
): Promise<Counted> {
  const stripe = revocations[0].bucket.slice(0, 1)
  return count(trx, stripe, revocations.length, Math.floor(now) + 1)
}

/**
 * Counts a cut-off like a revocation: a backup from before it lacks it.
 *
 * @returns the numbers that the mark must reach before the command is confirmed
 */
export async function countCutOff(trx: Kysely<Database>, validFrom: number): Promise<Mark> {
  const { reached } = await count(trx, stripes[0] as string, 1, validFrom)
  return reached
}

/** Raises the numbers of a database to those of a mark that it was behind. */
export async function raiseRecorded(trx: Kysely<Database>, mark: Mark): Promise<void> {
  for (const stripe of stripes) {
    await trx
      .updateTable('revocation_counts')
      .set({
        recorded: raised('recorded', mark[stripe] ?? 0),
        newest_at: raised('newest_at', mark.newest ?? 0)
      })
      .where('stripe', '=', stripe)
      .execute()
  }
}
