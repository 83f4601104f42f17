import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema.js'
import { retryConflict } from '../database/transaction.js'
import { buckets } from './buckets.js'
import type { Revocation } from './revocation-set.js'

/** Rows that one statement writes or reads at the most. */
const batchSize = 200
/** Rows that one batch of the whole record holds at the most. */
const streamSize = 1000

function* batchesOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let i = 0; i < items.length; i += batchSize) yield items.slice(i, i + batchSize)
}

/**
 * One for each id, the later end of two: PostgreSQL writes no row twice in one statement. In the
 * order of their ids: two statements that write several of the same rows never wait for each other.
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
 * Writes revocations into the record, which is the truth: in the transaction of what causes them,
 * before they are put into the set. Of two ends of one id the later one holds.
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

/** Notes that the set has them. A row that was given a later end meanwhile stays unpublished. */
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
    // In whatever order PostgreSQL finds the rows.
    await retryConflict(() => marking.execute())
  }
}

/** Some of the rows that no set has been seen to hold, of all buckets but these. */
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

/** Those of these ids that no set has been seen to hold. */
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

/** Which of these ids are revoked. */
export async function revokedAmong(
  db: Kysely<Database>,
  ids: readonly string[]
): Promise<string[]> {
  const rows = await db.selectFrom('revocations').select('id').where('id', 'in', ids).execute()
  return rows.map(({ id }) => id)
}

/** How many rows no set has been seen to hold. */
export async function countWaiting(db: Kysely<Database>): Promise<number> {
  const { count } = await db
    .selectFrom('revocations')
    .select((row) => row.fn.countAll().as('count'))
    .where('published_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** How many of these no set has been seen to hold. */
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

/** Neighbours among buckets: from the first to the last of each run an index is read in one go. */
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

/** All rows of these buckets that still count, a batch at a time, bucket after bucket. */
export async function* liveRevocations(
  db: Kysely<Database>,
  now: number,
  wanted: readonly string[] = buckets
): AsyncGenerator<Revocation[]> {
  // By the end too: an end only ever grows, so that a row that changes meanwhile is met once more.
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

/** Deletes rows that no longer count, a small batch. @returns how many there were */
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
