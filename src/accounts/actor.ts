import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { problem } from '../problems/problem.js'
import { revokedAmong } from '../revocation/record.js'
import { roleRefusal } from '../tokens/role-refusal.js'
import type { Role } from '../tokens/roles.js'
import { type LockedUsers, lockUsers } from './store/lock-users.js'
import { findSession } from './store/sessions.js'
import type { User } from './store/users.js'

/** The caller of an act on an account: the account's user, or an admin. */
export interface Actor {
  /** The user's row as it was when the request was authenticated. */
  readonly user: User
  /** `sub` and `sid` of the request's token. */
  readonly sub: string
  readonly sid: string
  /** The minimum role of the route. */
  readonly minimumRole: Role
}

/**
 * Checks that the current account of a caller permits the request.
 *
 * @throws Problem `token-invalid` if the user was deleted or disabled
 * @throws Problem `authorisation-required` if the account's role is too low, whatever the token's role
 */
export function admitUser(user: User | undefined, minimumRole: Role): User {
  if (user === undefined || user.disabled_at !== null) throw problem('token-invalid')
  const refusal = roleRefusal(user.access_role, minimumRole)
  if (refusal) throw refusal
  return user
}

/** Whether a token or its session has ended by the database: the revocation set may be a moment behind. */
export async function hasEnded(
  trx: Kysely<Database>,
  userId: number,
  { sub, sid }: Pick<Actor, 'sub' | 'sid'>
): Promise<boolean> {
  const session = await findSession(trx, userId, sid)
  if (session !== undefined && session.ended_at !== null) return true
  return (await revokedAmong(trx, [sub, sid])).length > 0
}

/**
 * Checks an actor again, with the rows that this transaction sees.
 *
 * @param user the actor's locked row; undefined if it was deleted
 * @throws the problems of `lockActor`
 */
export async function checkActor(
  trx: Kysely<Database>,
  actor: Actor,
  user: User | undefined
): Promise<User> {
  if (await hasEnded(trx, actor.user.id, actor)) throw problem('token-invalid')
  return admitUser(user, actor.minimumRole)
}

/**
 * Locks the actor and the other users of an act, and checks the actor again: the account may have
 * changed since the request was authenticated. Every change that disables an account, lowers a role
 * or ends a session locks the same row, so it happens entirely before or entirely after the act.
 *
 * @param others ids of the other users
 * @throws Problem `token-invalid` if the actor was deleted or disabled, or its session has ended
 * @throws Problem `authorisation-required`
 */
export async function lockActor(
  trx: Kysely<Database>,
  actor: Actor,
  others: readonly number[] = []
): Promise<LockedUsers> {
  const { id } = actor.user
  const locked = await lockUsers(trx, [id, ...others])
  await checkActor(trx, actor, locked.get(id))
  return locked
}
