import type { Kysely, Selectable } from 'kysely'
import { insertionOrder } from '../../database/insertion-order.js'
import type { Database, EventTable } from '../../database/schema.js'

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
  'authentication',
  'client-authentication',
  'client-created',
  'client-rotated',
  'client-deleted',
  // Written by earlier releases instead of `client-created`.
  'service-created',
  'tokens-cut-off',
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

/** An event as the database stores it. */
export type EventRow = Omit<Selectable<EventTable>, 'id'>

/** The detail of each act that the operator carries out on the command line. */
export const byOperator = { actor: 'command line' } as const

/** @param now seconds since the epoch */
export function eventRow(
  { type, outcome, userId = null, actorId = null, request, detail = {} }: AccountEvent,
  now: number
): EventRow {
  return {
    at: Math.floor(now),
    type,
    outcome,
    user_id: userId,
    actor_id: actorId,
    ip: request.ip.slice(0, maxIpLength),
    request_id: request.id,
    detail: JSON.stringify(detail)
  }
}

/** Writes events in one statement: all of them or none. */
export async function insertEvents(db: Kysely<Database>, rows: readonly EventRow[]): Promise<void> {
  await db.insertInto('events').values(rows).execute()
}

/** Records an event. @param now seconds since the epoch */
export function insertEvent(db: Kysely<Database>, event: AccountEvent, now: number): Promise<void> {
  return insertEvents(db, [eventRow(event, now)])
}

/** A filter that is missing selects all events. */
interface EventFilters {
  readonly type?: EventType | undefined
  readonly outcome?: AccountEvent['outcome'] | undefined
  readonly userId?: number | undefined
  /** The first and the last second of the selected events, since the epoch. */
  readonly since?: number | undefined
  readonly until?: number | undefined
}

interface Page {
  readonly limit: number
  /** The id of the last event of the previous page. */
  readonly after?: number | undefined
}

/** Lists events, newest first. Events of a user are kept after the user is deleted. */
export function listEvents(
  db: Kysely<Database>,
  { type, outcome, userId, since, until }: EventFilters,
  { limit, after }: Page
) {
  let rows = db.selectFrom('events').selectAll()
  if (type !== undefined) rows = rows.where('type', '=', type)
  if (outcome !== undefined) rows = rows.where('outcome', '=', outcome)
  if (userId !== undefined) rows = rows.where('user_id', '=', userId)
  if (since !== undefined) rows = rows.where('at', '>=', since)
  if (until !== undefined) rows = rows.where('at', '<=', until)
  if (after !== undefined) rows = rows.where('id', '<', after)
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
