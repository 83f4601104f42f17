import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { problem } from '../problems/problem.js'
import { type Actor, checkActor } from './actor.js'
import { type LockedUsers, lockUsers } from './store/lock-users.js'
import type { User } from './store/users.js'

/**
 * Locks a user right after reauthentication. The password may change while it is being verified: an
 * act with the former password must not follow that change.
 *
 * @param others ids of other users to lock
 * @throws Problem `credentials-invalid` if the password was changed meanwhile
 * @throws the problems of `lockActor`
 */
export async function lockReauthenticated(
  trx: Kysely<Database>,
  actor: Actor,
  others: readonly number[] = []
): Promise<{ readonly user: User; readonly locked: LockedUsers }> {
  const { id, password_hash } = actor.user
  const locked = await lockUsers(trx, [id, ...others])
  const found = locked.get(id)
  // Checked before the session, which ended with the old password: this problem is more specific.
  const isChanged = found?.disabled_at === null && found.password_hash !== password_hash
  if (isChanged) throw problem('credentials-invalid')
  return { user: await checkActor(trx, actor, found), locked }
}
