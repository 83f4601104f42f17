import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema.js'
import { retryConflict } from '../database/transaction.js'
import { buckets } from './buckets.js'
import { encodeCutOff } from './cut-off.js'
import type { Findings } from './database-check.js'
import { cutOffColumn, cutOffOf } from './recorded-cut-off.js'
import { countsOf, markColumns } from './recorded-mark.js'
import type { Revocation } from './revocation-set.js'

/** The most rows that one statement writes or reads. */
const batchSize = 200
/** The most rows in one batch of the whole record. */
const streamSize = 1000

function* batchesOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let i = 0; i < items.length; i += batchSize) yield items.slice(i, i + batchSize)
}

/**
 * Returns one revocation for each id, with its latest end: PostgreSQL cannot write a row twice in
 * one statement. Sorted by id, so that statements that write several of the same rows do not
 * deadlock.
 */
function latestOf(revocations: readonly Revocation[]): Revocation[] {
  const latest = new Map<string, Revocation>()
  for (const revocation of revocations) {
    const { id, until } = revocation
    if (until > (latest.get(id)?.until ?? 0)) latest.set(id, revocation)
  }
  return [...latest.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
}

/**
 * Writes revocations to the record, the source of truth: in the transaction of the change that
 * causes them, before they are published. If an id has two ends, the later one applies.
 */
export async function recordRevocations(
  db: Kysely<Database>,
  revocations: readonly Revocation[]
): Promise<void> {
  for (const batch of batchesOf(latestOf(revocations))) {
    await db
      .insertInto('revocations')
      .values(batch.map(({ id, bucket, until }) => ({ id, bucket, until, published_at: null })))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({
          until: sql`case when excluded.until > revocations.until then excluded.until else revocations.until end`,
          published_at: null
        })
      )
      .execute()
  }
}

/** Marks revocations as published. A row that got a later end in the meantime stays unpublished. */
export async function markPublished(
  db: Kysely<Database>,
  revocations: readonly Revocation[],
  now: number
): Promise<void> {
  for (const batch of batchesOf(revocations)) {
    const marking = db
      .updateTable('revocations')
      .set({ published_at: Math.floor(now) })
      .where((row) => row.or(batch.map(({ id, until }) => row.and({ id, until }))))
    // PostgreSQL locks the rows in any order, so that a deadlock is possible.
    await retryConflict(() => marking.execute())
  }
}

/** Returns a batch of unpublished revocations. Skips the buckets in `except`. */
export function unpublishedRevocations(
  db: Kysely<Database>,
  except: readonly string[] = []
): Promise<Revocation[]> {
  return db
    .selectFrom('revocations')
    .select(['id', 'bucket', 'until'])
    .where('published_at', 'is', null)
    .$if(except.length > 0, (query) => query.where('bucket', 'not in', except))
    .limit(batchSize)
    .execute()
}

/** Returns the unpublished revocations among these ids. */
export function unpublishedAmong(
  db: Kysely<Database>,
  ids: readonly string[]
): Promise<Revocation[]> {
  return db
    .selectFrom('revocations')
    .select(['id', 'bucket', 'until'])
    .where('published_at', 'is', null)
    .where('id', 'in', ids)
    .execute()
}

/** Returns which of these ids are revoked. */
export async function revokedAmong(
  db: Kysely<Database>,
  ids: readonly string[]
): Promise<string[]> {
  const rows = await db.selectFrom('revocations').select('id').where('id', 'in', ids).execute()
  return rows.map(({ id }) => id)
}

/** Returns which of these ids are revoked, the cut-off, and the counts, by one query. */
export async function findRecorded(
  db: Kysely<Database>,
  ids: readonly string[]
): Promise<Findings> {
  const rows = await db
    .selectFrom('revocations')
    .select('id')
    .select([sql<string | null>`null`.as('cut_off'), sql<string>`''`.as('counts')])
    .where('id', 'in', ids)
    .unionAll(db.selectNoFrom([sql<string>`''`.as('id'), cutOffColumn, markColumns[0]]))
    .execute()
  // The subqueries make a row with an empty id, wherever it is among the others.
  const facts = rows.find(({ id }) => id === '') as (typeof rows)[number]
  const cutOff = cutOffOf(facts.cut_off)
  return {
    revoked: rows.map(({ id }) => id),
    cutOff: cutOff && encodeCutOff(cutOff),
    recorded: countsOf(facts.counts)
  }
}

/** Returns the number of unpublished revocations. */
export async function countWaiting(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('revocations')
    .select((row) => row.fn.countAll().as('count'))
    .where('published_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Returns how many of these revocations are unpublished. */
export async function countUnpublished(
  db: Kysely<Database>,
  revocations: readonly Revocation[]
): Promise<number> {
  let count = 0
  for (const batch of batchesOf(revocations)) {
    const rows = await db
      .selectFrom('revocations')
      .select('id')
      .where('published_at', 'is', null)
      .where(
        'id',
        'in',
        batch.map(({ id }) => id)
      )
      .execute()
    count += rows.length
  }
  return count
}

/** Groups neighbouring buckets into runs: one index scan reads a whole run. */
function runsOf(wanted: readonly string[]): { first: string; last: string }[] {
  const runs: { first: string; last: string }[] = []
  let before: string | undefined
  for (const bucket of buckets) {
    if (wanted.includes(bucket)) {
      const run = runs.at(-1)
      if (run && run.last === before) run.last = bucket
      else runs.push({ first: bucket, last: bucket })
    }
    before = bucket
  }
  return runs
}

/** Yields all rows of these buckets that have not expired, in batches, bucket after bucket. */
export async function* liveRevocations(
  db: Kysely<Database>,
  now: number,
  wanted: readonly string[] = buckets
): AsyncGenerator<Revocation[]> {
  // Ordered by the end as well: an end only grows, so that a row that changes meanwhile is read
  // again.
  const position = sql`(${sql.ref('bucket')}, ${sql.ref('until')}, ${sql.ref('id')})`
  const batchAfter = ({ bucket, until, id }: Revocation, last: string): Promise<Revocation[]> =>
    db
      .selectFrom('revocations')
      .select(['id', 'bucket', 'until'])
      .where(sql<boolean>`${position} > (${bucket}, ${until}, ${id})`)
      .where('bucket', '<=', last)
      .where('until', '>', Math.floor(now))
      .orderBy('bucket')
      .orderBy('until')
      .orderBy('id')
      .limit(streamSize)
      .execute()
  for (const { first, last } of runsOf(wanted)) {
    let batch = await batchAfter({ bucket: first, until: 0, id: '' }, last)
    while (batch.length > 0) {
      yield batch
      if (batch.length < streamSize) break
      batch = await batchAfter(batch.at(-1) as Revocation, last)
    }
  }
}

/** Deletes a small batch of expired rows. @returns the number of deleted rows */
export async function pruneRevocations(db: Kysely<Database>, now: number): Promise<number> {
  const ended = db
    .selectFrom('revocations')
    .select('id')
    .where('until', '<', Math.floor(now))
    .limit(batchSize)
  const { numDeletedRows } = await db
    .deleteFrom('revocations')
    .where('id', 'in', ended)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
