import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import type { Revocation } from '../revocation/revocation-set.js'
import { countLiveSessions, endSessions, insertSession, type NewSession } from './sessions.js'
import type { PairOwner, TokenPair } from './token-pair.js'
import { lockUser, type User } from './users.js'

/**
 * What becomes of a login whose password was right:
 * - `begun`: it has a session
 * - `occupied`: there is a live session, and there may be only one
 * - `changed`: the account is no longer as it was when the password was checked
 */
export type Beginning =
  | {
      readonly outcome: 'begun'
      /** As they are now. */
      readonly user: User
      readonly pair: TokenPair
      /** How many live sessions it ended. */
      readonly takenOver: number
      /** To be recorded in the same transaction, and put in force before the pair is answered. */
      readonly revocations: readonly Revocation[]
    }
  | { readonly outcome: 'occupied' }
  | { readonly outcome: 'changed' }

export interface BeginRequest extends Pick<NewSession, 'sid' | 'ip' | 'userAgent'> {
  /** The user whose password was checked, as they were then. */
  readonly user: User
  /** Whether a user has one session at a time. */
  readonly isExclusive: boolean
  /** Whether the sessions there are shall end. */
  readonly takeover: boolean
  /** Seconds since the epoch. */
  readonly now: number
  makePair(owner: PairOwner): TokenPair
}

const isAsChecked = (user: User, checked: User) =>
  user.password_hash === checked.password_hash && user.disabled_at === checked.disabled_at

/**
 * Begins a session. Sessions are looked up and made in one transaction, one at a time for each
 * user: of simultaneous logins of one user that exclude each other, one comes to be.
 */
export async function beginSession(
  trx: Kysely<Database>,
  { user: checked, isExclusive, takeover, now, makePair, ...login }: BeginRequest
): Promise<Beginning> {
  const user = await lockUser(trx, checked.id)
  if (user === undefined || !isAsChecked(user, checked)) return { outcome: 'changed' }

  const live = await countLiveSessions(trx, user.id, now)
  if (isExclusive && live > 0 && !takeover) return { outcome: 'occupied' }
  const revocations =
    isExclusive || takeover ? await endSessions(trx, user.id, 'takeover', now) : []

  const pair = makePair({ user, sid: login.sid, createdAt: Math.floor(now) })
  await insertSession(trx, { ...login, userId: user.id, pair }, now)
  return { outcome: 'begun', user, pair, takenOver: takeover ? live : 0, revocations }
}
