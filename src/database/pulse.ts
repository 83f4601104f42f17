import { expressionBuilder, type Kysely } from 'kysely'
import type { Mark } from '../revocation/mark.js'
import { cutOffColumn, cutOffOf, type RecordedCutOff } from '../revocation/recorded-cut-off.js'
import { type MarkRow, markColumns, markOf } from '../revocation/recorded-mark.js'
import { databaseTime } from './clock.js'
import type { Database } from './schema.js'

/** What the background jobs of an instance wait for. */
export interface Pulse {
  /** Changes whenever the owners of the buckets change. */
  readonly ownersVersion: string
  readonly hasUnpublished: boolean
  readonly hasDueMails: boolean
  /** How far the record of revocations has come. */
  readonly recorded: Mark
  readonly cutOff: RecordedCutOff | null
}

function columnsAt(now: number) {
  const row = expressionBuilder<Database, never>()
  return [
    row.selectFrom('revocation_bucket_version').select('version').as('version'),
    // Not used. The table is read only after a change, and a lost right to it must show before.
    row.exists(row.selectFrom('revocation_buckets').select('bucket').limit(1)).as('buckets'),
    row
      .exists(row.selectFrom('revocations').select('id').where('published_at', 'is', null).limit(1))
      .as('unpublished'),
    row
      .exists(
        row.selectFrom('mails').select('id').where('next_try_at', '<=', Math.floor(now)).limit(1)
      )
      .as('mails'),
    ...markColumns,
    cutOffColumn
  ] as const
}

interface PulseRow extends MarkRow {
  readonly version: string | null
  readonly unpublished: unknown
  readonly mails: unknown
  readonly cut_off: string | null
}

const pulseOf = (row: PulseRow): Pulse => ({
  ownersVersion: row.version as string,
  // SQLite has no booleans.
  hasUnpublished: Boolean(row.unpublished),
  hasDueMails: Boolean(row.mails),
  recorded: markOf(row),
  cutOff: cutOffOf(row.cut_off)
})

/**
 * Reads everything that background jobs wait for in one query, so that an idle instance costs the
 * database little.
 *
 * @param now in seconds since the epoch
 */
export async function readPulse(db: Kysely<Database>, now: number): Promise<Pulse> {
  return pulseOf(await db.selectNoFrom(columnsAt(now)).executeTakeFirstOrThrow())
}

/**
 * Reads the same, and renews the row of an instance by the same query.
 *
 * @returns undefined if the instance has no row
 */
export async function renewAndReadPulse(
  db: Kysely<Database>,
  now: number,
  instanceId: string
): Promise<Pulse | undefined> {
  const row = await db
    .updateTable('instances')
    .set({ seen_at: databaseTime(db) })
    .where('id', '=', instanceId)
    .returning(columnsAt(now))
    .executeTakeFirst()
  return row && pulseOf(row)
}
