import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.js'
import { written } from '../../database/written.js'

/** Everything that is written down about an account. */
export const eventTypes = [
  'signup',
  'verification',
  'login',
  'logout',
  'refresh',
  'refresh-reuse',
  'takeover',
  'password-change',
  'password-forgotten',
  'password-reset',
  'email-change-requested',
  'email-changed',
  'account-deleted',
  'session-ended',
  'role-changed',
  'disabled',
  'enabled',
  'user-created',
  'user-deleted',
  'sessions-revoked',
  'service-created',
  'mail-failed'
] as const
export type EventType = (typeof eventTypes)[number]

/** From where a thing was done: what is used of a request. The operator's commands have no address. */
export interface Origin {
  /** Its client's address, or nothing. */
  readonly ip: string
  readonly id: string
}

/** What is worth knowing besides. Never a secret, a token or a password. */
export type EventDetail = Readonly<Record<string, string | number | boolean | null>>

export interface AccountEvent {
  readonly type: EventType
  readonly outcome: 'success' | 'failure'
  /** Whom it is about; null or missing where nobody has that address. */
  readonly userId?: number | null
  /** Who did it, where it was not the user: an admin. */
  readonly actorId?: number | null
  readonly request: Origin
  readonly detail?: EventDetail
}

/** The longest text form of an address (RFC 4291 §2.2). A proxy may send anything. */
const maxAddressLength = 45

/** Writes down who did what, from where, with what outcome. @param now seconds since the epoch */
export async function insertEvent(
  db: Kysely<Database>,
  { type, outcome, userId = null, actorId = null, request, detail = {} }: AccountEvent,
  now: number
): Promise<void> {
  await db
    .insertInto('events')
    .values({
      at: Math.floor(now),
      type,
      outcome,
      user_id: userId,
      actor_id: actorId,
      ip: request.ip.slice(0, maxAddressLength),
      request_id: request.id,
      detail: JSON.stringify(detail)
    })
    .execute()
}

/**
 * A user's events, newest first. They outlive the user.
 *
 * @param after the id of the last event of the page before
 */
export async function eventsOf(
  db: Kysely<Database>,
  userId: number,
  { limit, after }: { readonly limit: number; readonly after?: number | undefined }
) {
  const all = db.selectFrom('events').selectAll().where('user_id', '=', userId)
  const rows = after === undefined ? all : all.where('id', '<', after)
  return rows.orderBy(written('events'), 'desc').limit(limit).execute()
}

/**
 * Deletes some of the events before a time: a batch, so that nobody waits long for the database.
 *
 * @param before seconds since the epoch
 * @returns how many it were; fewer than the batch: no more are left
 */
export async function pruneEvents(
  db: Kysely<Database>,
  before: number,
  batch: number
): Promise<number> {
  const old = db.selectFrom('events').select('id').where('at', '<', Math.floor(before)).limit(batch)
  const { numDeletedRows } = await db
    .deleteFrom('events')
    .where('id', 'in', old)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
