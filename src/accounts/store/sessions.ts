import type { Kysely, Selectable } from 'kysely'
import { insertionOrder } from '../../database/insertion-order.js'
import type { Database, SessionTable } from '../../database/schema.js'
import type { Revocation } from '../../revocation/revocation-set.js'
import { margin, revocationOfSession } from '../../revocation/revocations-of.js'
import type { TokenInfo } from '../../tokens/claims.js'
import { columnsOf, type TokenPair } from './token-pair.js'

export type Session = Selectable<SessionTable>

/** Why a session ended. */
export type EndReason =
  | 'logout'
  | 'takeover'
  | 'reuse'
  | 'password'
  | 'disabled'
  | 'deleted'
  | 'role'
  | 'revoked'
  | 'cut-off'

interface NewSession {
  readonly sid: string
  readonly userId: number
  readonly ip: string
  readonly userAgent: string
  readonly pair: TokenPair
}

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
      user_agent: userAgent,
      ...columns,
      pair: JSON.stringify(pair),
      previous_refresh_sub: null,
      answered_at: null,
      latest_exp: Math.max(columns.access_exp, columns.refresh_exp),
      ended_at: null,
      end_reason: null
    })
    .execute()
}

interface EndSelection {
  /** This session alone. */
  readonly sid?: string | undefined
  /** All but this one. */
  readonly except?: string | undefined
}

/** The revocations of a user's sessions that another request has recorded but not published yet. */
export function unpublishedEnds(db: Kysely<Database>, userId: number): Promise<Revocation[]> {
  return db
    .selectFrom('revocations')
    .innerJoin('sessions', 'sessions.sid', 'revocations.id')
    .select(['id', 'bucket', 'until'])
    .where('sessions.user_id', '=', userId)
    .where('published_at', 'is', null)
    .execute()
}

/**
 * Ends the sessions of a user that may still have a valid token by the clock of some instance.
 *
 * @param now seconds since the epoch
 * @returns the revocations of the ended sessions, each with the `sid` as its id, to be recorded in the
 * same transaction; and the revocations of sessions that ended earlier but are not published yet: the
 * caller reports these sessions as ended, and must not depend on another request to publish that
 */
export async function endSessions(
  trx: Kysely<Database>,
  userId: number,
  reason: EndReason,
  now: number,
  { sid, except }: EndSelection = {}
): Promise<Revocation[]> {
  let query = trx
    .updateTable('sessions')
    .set({ ended_at: Math.floor(now), end_reason: reason })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('latest_exp', '>', Math.floor(now) - margin)
  if (sid !== undefined) query = query.where('sid', '=', sid)
  if (except !== undefined) query = query.where('sid', '!=', except)
  const rows = await query.returning(['sid', 'latest_exp']).execute()
  const ended = rows.map(({ sid, latest_exp }) => revocationOfSession(sid, latest_exp))
  return [...ended, ...(await unpublishedEnds(trx, userId))]
}

/** A user's live sessions: not ended, and with an unexpired refresh token. */
function liveSessions(db: Kysely<Database>, userId: number, now: number) {
  return db
    .selectFrom('sessions')
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('refresh_exp', '>', Math.floor(now))
}

/** Whether a session is live. @param now seconds since the epoch */
export function isLive({ ended_at, refresh_exp }: Session, now: number): boolean {
  return ended_at === null && refresh_exp > Math.floor(now)
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
    .orderBy(insertionOrder('sessions'), 'desc')
    .orderBy('created_at', 'desc')
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
 * Deletes a batch of the sessions whose tokens have all expired before a time.
 *
 * @param before seconds since the epoch; compared with the latest `exp` ever issued in a session
 * @returns the number of deleted sessions; less than `batch` if none are left
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

/** Whether a refresh token is the newest of its session. Also true if it has no session here. */
export async function isNewestRefresh(
  db: Kysely<Database>,
  { sub, sid, user_id }: Pick<TokenInfo, 'sub' | 'sid' | 'user_id'>
): Promise<boolean> {
  if (sid === undefined) return true
  const session = await findSession(db, user_id, sid)
  return session === undefined || session.refresh_sub === sub
}
