import type { Kysely } from 'kysely'
import type { Database } from './schema.js'

/** What the background jobs of an instance wait for. */
export interface Pulse {
  /** Changes whenever the owners of the buckets change. */
  readonly ownersVersion: string
  readonly hasUnpublished: boolean
  readonly hasDueMails: boolean
}

/**
 * Reads everything that background jobs wait for in one query, so that an idle instance costs the
 * database little.
 *
 * @param now in seconds since the epoch
 */
export async function readPulse(db: Kysely<Database>, now: number): Promise<Pulse> {
  const { version, unpublished, mails } = await db
    .selectFrom('revocation_bucket_version')
    .select((row) => [
      'version',
      row
        .exists(
          row.selectFrom('revocations').select('id').where('published_at', 'is', null).limit(1)
        )
        .as('unpublished'),
      row
        .exists(
          row.selectFrom('mails').select('id').where('next_try_at', '<=', Math.floor(now)).limit(1)
        )
        .as('mails')
    ])
    .executeTakeFirstOrThrow()
  // SQLite has no booleans.
  return {
    ownersVersion: version,
    hasUnpublished: Boolean(unpublished),
    hasDueMails: Boolean(mails)
  }
}
