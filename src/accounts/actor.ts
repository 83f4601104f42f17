import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { problem } from '../problems/problem.js'
import { revokedAmong } from '../revocation/record.js'
import { roleRefusal } from '../tokens/role-refusal.js'
import type { Role } from '../tokens/roles.js'
import { type LockedUsers, lockUsers } from './store/lock-users.js'
import { findSession } from './store/sessions.js'
import type { User } from './store/users.js'

/** The caller who acts on an account: on their own, or as an admin on another one. */
export interface Actor {
  /** As they were when the request was admitted. */
  readonly user: User
  /** Of the token that came with the request. */
  readonly sub: string
  readonly sid: string
  /** Of the route. */
  readonly minimumRole: Role
}

/**
 * Admits a caller by their account as it is now.
 *
 * @throws Problem `token-invalid` if they are gone or disabled
 * @throws Problem `authorisation-required` if their role is too low, whatever their token says
 */
export function admitUser(user: User | undefined, minimumRole: Role): User {
  if (user === undefined || user.disabled_at !== null) throw problem('token-invalid')
  const refusal = roleRefusal(user.access_role, minimumRole)
  if (refusal) throw refusal
  return user
}

/** Whether a token or its session has ended, as the record says; the set may learn of it a moment later. */
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
 * Admits an actor once more, by what is so in this transaction.
 *
 * @param user the actor's, locked
 * @throws those of `lockActor`
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
 * Locks the acting user, with the others whom the act is about, and admits them once more: what was
 * found at the headers may be over by the time of the act. What ends an authority locks the same row,
 * so that it comes wholly before or wholly after.
 *
 * @param others ids
 * @throws Problem `token-invalid` if they are gone or disabled, or their session has ended
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
