import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema.js'
import { problem } from '../problems/problem.js'
import type { CutOff } from './cut-off.js'

/** The latest cut-off, as a column of one text. */
export const cutOffColumn = sql<string | null>`(
  select valid_from || ' ' || ordered_at || ' ' || coalesce(applied_at, 0) from "token_cut_offs"
  order by valid_from desc limit 1
)`.as('cut_off')

export interface RecordedCutOff extends CutOff {
  /** Whether it is in force on every instance. */
  readonly isApplied: boolean
}

/** Parses `cutOffColumn`. */
export function cutOffOf(text: string | null): RecordedCutOff | null {
  if (text === null) return null
  const [validFrom, orderedAt, appliedAt] = text.split(' ').map(Number) as [number, number, number]
  return { validFrom, orderedAt, isApplied: appliedAt > 0 }
}

/** Returns the latest cut-off; null if none was ever ordered. */
export async function recordedCutOff(db: Kysely<Database>): Promise<RecordedCutOff | null> {
  const { cut_off } = await db.selectNoFrom(cutOffColumn).executeTakeFirstOrThrow()
  return cutOffOf(cut_off)
}

/** Records a cut-off, which is not in force yet. */
export async function recordCutOff(
  trx: Kysely<Database>,
  { validFrom, orderedAt }: CutOff
): Promise<void> {
  await trx
    .insertInto('token_cut_offs')
    .values({ valid_from: validFrom, ordered_at: orderedAt, applied_at: null })
    .onConflict((conflict) =>
      conflict.column('valid_from').doUpdateSet({ ordered_at: orderedAt, applied_at: null })
    )
    .execute()
}

/** Records that a cut-off is in force on every instance. */
export async function markApplied(
  db: Kysely<Database>,
  validFrom: number,
  now: number
): Promise<void> {
  await db
    .updateTable('token_cut_offs')
    .set({ applied_at: Math.floor(now) })
    .where('valid_from', '=', validFrom)
    .execute()
}

/**
 * Checks that a token that is issued now would be valid. In the second before a cut-off it would
 * not be.
 *
 * @param now seconds since the epoch
 * @throws Problem `service-unavailable`
 */
export async function requireIssuing(trx: Kysely<Database>, now: number): Promise<void> {
  const row = await trx
    .selectFrom('token_cut_offs')
    .select('valid_from')
    .where('valid_from', '>', Math.floor(now))
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return
  throw problem('service-unavailable', {
    detail: `No token is issued before ${new Date(row.valid_from * 1000).toISOString()}, by the order of the operator`
  })
}
