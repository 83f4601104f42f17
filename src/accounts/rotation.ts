import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import type { Revocation, TokenIds } from '../revocation/revocation-set.js'
import { revocationOfToken } from '../revocation/revocations-of.js'
import { endSessions, findSession, type Session } from './store/sessions.js'
import { columnsOf, type PairOwner, type TokenPair } from './store/token-pair.js'
import { lockUser, type User } from './store/users.js'

/**
 * The outcome for a refresh token that is presented for a new pair:
 * - `rotated`: the session has a new pair
 * - `repeated`: the same pair that the token was exchanged for
 * - `reused`: the token was exchanged too long ago; its session has ended
 * - `refused`: there is no such session (any more), or the user was deleted or disabled
 */
export type Rotation =
  | {
      readonly outcome: 'rotated' | 'repeated'
      readonly user: User
      readonly sid: string
      readonly pair: TokenPair
      /** To be published before the pair is returned. */
      readonly revocations: readonly Revocation[]
    }
  | { readonly outcome: 'reused' | 'refused'; readonly revocations: readonly Revocation[] }

/** A pair that replaced another one, with the revocation of the replaced access token. */
interface SuccessorPair extends TokenPair {
  readonly replaced: Revocation
}

interface RotationRequest {
  readonly token: TokenIds & { readonly user_id: number }
  /** Seconds since the epoch. */
  readonly now: number
  /** How long after its first response a pair is repeated, in seconds. */
  readonly grace: number
  createPair(owner: PairOwner): TokenPair
}

const refused: Rotation = { outcome: 'refused', revocations: [] }

/** A pair that was in no response yet can be requested again until the token expires. */
function mayRepeat({ answered_at }: Session, now: number, grace: number): boolean {
  return answered_at === null || now * 1000 < answered_at + grace * 1000
}

/**
 * Exchanges a session's newest refresh token for a new pair. Of simultaneous calls, in any process,
 * one rotates and the others return the same pair. If a token was exchanged earlier, either the token
 * or its successor is stolen (RFC 9700 §4.14.2): the session ends.
 *
 * The caller records the revocations of `rotated` and `reused` in the same transaction.
 */
export async function rotateSession(
  trx: Kysely<Database>,
  { token, now, grace, createPair }: RotationRequest
): Promise<Rotation> {
  const { sub, sid, user_id } = token
  const user = await lockUser(trx, user_id)
  if (sid === undefined || user === undefined || user.disabled_at !== null) return refused
  const session = await findSession(trx, user_id, sid)
  if (session === undefined || session.ended_at !== null) return refused

  if (sub === session.previous_refresh_sub && mayRepeat(session, now, grace)) {
    const pair = JSON.parse(session.pair) as SuccessorPair
    return { outcome: 'repeated', user, sid, pair, revocations: [pair.replaced] }
  }
  if (sub !== session.refresh_sub) {
    return {
      outcome: 'reused',
      revocations: await endSessions(trx, user_id, 'reuse', now, { sid })
    }
  }

  const replaced = revocationOfToken({ sub: session.access_sub, sid, exp: session.access_exp })
  // With the user's current role, not the token's.
  const pair: SuccessorPair = {
    ...createPair({ user, sid, createdAt: session.created_at }),
    replaced
  }
  const columns = columnsOf(pair)
  await trx
    .updateTable('sessions')
    .set({
      ...columns,
      pair: JSON.stringify(pair),
      previous_refresh_sub: sub,
      answered_at: null,
      last_used_at: Math.floor(now),
      latest_exp: Math.max(session.latest_exp, columns.access_exp, columns.refresh_exp)
    })
    .where('sid', '=', sid)
    .execute()
  return { outcome: 'rotated', user, sid, pair, revocations: [replaced] }
}

/** Records when the newest pair was first returned. @param now seconds since the epoch */
export async function markAnswered(
  db: Kysely<Database>,
  sid: string,
  refreshSub: string,
  now: number
): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ answered_at: Math.floor(now * 1000) })
    .where('sid', '=', sid)
    .where('refresh_sub', '=', refreshSub)
    .where('answered_at', 'is', null)
    .execute()
}
