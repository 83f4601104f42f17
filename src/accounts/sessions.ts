import type { Kysely, Selectable } from 'kysely'
import type { Database, SessionTable } from '../database/schema.js'
import type { Revocation } from '../revocation/revocation-set.js'
import { revocationOfSession } from '../revocation/revocations-of.js'
import type { UnsignedToken } from '../tokens/issue.js'

export type Session = Selectable<SessionTable>

/** Why a session ended. */
export type EndReason =
  | 'logout'
  | 'takeover'
  | 'reuse'
  | 'password'
  | 'disabled'
  | 'role'
  | 'revoked'

/** What a session's row keeps of its newest tokens: enough to sign the same bytes again. */
export interface TokenPair {
  readonly access: UnsignedToken
  readonly refresh: UnsignedToken
  /** Of the access token that this pair replaced. */
  readonly replaced?: Revocation
}

/** The columns that a new pair of tokens sets. */
export function columnsOf(pair: TokenPair) {
  const { access, refresh } = pair
  return {
    access_sub: access.claims.sub,
    access_exp: access.claims.exp,
    refresh_sub: refresh.claims.sub,
    refresh_exp: refresh.claims.exp,
    pair: JSON.stringify(pair)
  }
}

export interface NewSession {
  readonly sid: string
  readonly userId: number
  readonly ip: string
  readonly userAgent: string
  readonly pair: TokenPair
}

/** What a client says of itself is kept up to here. In characters. */
const maxUserAgent = 256

/** @param now seconds since the epoch */
export async function insertSession(
  trx: Kysely<Database>,
  { sid, userId, ip, userAgent, pair }: NewSession,
  now: number
): Promise<void> {
  const columns = columnsOf(pair)
  await trx
    .insertInto('sessions')
    .values({
      sid,
      user_id: userId,
      created_at: Math.floor(now),
      last_used_at: Math.floor(now),
      ip,
      user_agent: userAgent.slice(0, maxUserAgent),
      ...columns,
      previous_refresh_sub: null,
      answered_at: null,
      latest_exp: Math.max(columns.access_exp, columns.refresh_exp),
      ended_at: null,
      end_reason: null
    })
    .execute()
}

export interface EndedSession {
  readonly sid: string
  /** Puts every token of it out of force. */
  readonly revocation: Revocation
}

export interface EndSelection {
  /** This session alone. */
  readonly sid?: string | undefined
  /** All but this one. */
  readonly except?: string | undefined
}

/**
 * Ends those sessions of a user that may still have a token in force.
 *
 * @param now seconds since the epoch
 * @returns which: their revocations are to be recorded in the same transaction
 */
export async function endSessions(
  trx: Kysely<Database>,
  userId: number,
  reason: EndReason,
  now: number,
  { sid, except }: EndSelection = {}
): Promise<EndedSession[]> {
  let query = trx
    .updateTable('sessions')
    .set({ ended_at: Math.floor(now), end_reason: reason })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('latest_exp', '>', Math.floor(now))
  if (sid !== undefined) query = query.where('sid', '=', sid)
  if (except !== undefined) query = query.where('sid', '!=', except)
  const rows = await query.returning(['sid', 'latest_exp']).execute()
  return rows.map(({ sid, latest_exp }) => ({
    sid,
    revocation: revocationOfSession(sid, latest_exp)
  }))
}

/** A user's live sessions: not ended, and to be refreshed still. */
function liveSessions(db: Kysely<Database>, userId: number, now: number) {
  return db
    .selectFrom('sessions')
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('refresh_exp', '>', Math.floor(now))
}

/** @param now seconds since the epoch */
export async function countLiveSessions(
  db: Kysely<Database>,
  userId: number,
  now: number
): Promise<number> {
  const { count } = await liveSessions(db, userId, now)
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** A user's live sessions, the newest first. @param now seconds since the epoch */
export function listLiveSessions(
  db: Kysely<Database>,
  userId: number,
  now: number,
  limit: number
): Promise<Session[]> {
  return liveSessions(db, userId, now)
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('sid')
    .limit(limit)
    .execute()
}

export function findSession(
  db: Kysely<Database>,
  userId: number,
  sid: string
): Promise<Session | undefined> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('sid', '=', sid)
    .where('user_id', '=', userId)
    .executeTakeFirst()
}

/**
 * Deletes some of the sessions none of whose tokens is in force any more.
 *
 * @param before seconds since the epoch, of the latest `exp` ever issued in them
 * @returns how many it were; fewer than the batch: no more are left
 */
export async function pruneSessions(
  db: Kysely<Database>,
  before: number,
  batch: number
): Promise<number> {
  const over = db
    .selectFrom('sessions')
    .select('sid')
    .where('latest_exp', '<', Math.floor(before))
    .limit(batch)
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('sid', 'in', over)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
