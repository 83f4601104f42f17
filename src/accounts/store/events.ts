import type { Kysely } from 'kysely'
import { insertionOrder } from '../../database/insertion-order.js'
import type { Database } from '../../database/schema.js'

/** The types of the recorded events. */
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

/** The origin of an act: the parts of a request that an event records. */
export interface Origin {
  /** The caller's IP address; empty for operator commands. */
  readonly ip: string
  readonly id: string
}

/** Further facts. Never a secret, a token or a password. */
export type EventDetail = Readonly<Record<string, string | number | boolean | null>>

export interface AccountEvent {
  readonly type: EventType
  readonly outcome: 'success' | 'failure'
  /** The user of the event; null or missing if no user has the address. */
  readonly userId?: number | null
  /** The admin that acted on the user; null or missing otherwise. */
  readonly actorId?: number | null
  readonly request: Origin
  readonly detail?: EventDetail
}

/** In characters: the longest text form of an IP address (RFC 4291 §2.2). A proxy may send longer values. */
export const maxIpLength = 45

/** Records an event. @param now seconds since the epoch */
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
      ip: request.ip.slice(0, maxIpLength),
      request_id: request.id,
      detail: JSON.stringify(detail)
    })
    .execute()
}

/**
 * A user's events, newest first. They are kept after the user is deleted.
 *
 * @param after the id of the last event of the previous page
 */
export async function eventsOf(
  db: Kysely<Database>,
  userId: number,
  { limit, after }: { readonly limit: number; readonly after?: number | undefined }
) {
  const all = db.selectFrom('events').selectAll().where('user_id', '=', userId)
  const rows = after === undefined ? all : all.where('id', '<', after)
  return rows.orderBy(insertionOrder('events'), 'desc').limit(limit).execute()
}

/**
 * Deletes a batch of the events before a time. Batches keep the transactions short.
 *
 * @param before seconds since the epoch
 * @returns the number of deleted events; less than `batch` if none are left
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
