import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { problem } from '../problems/problem.js'
import { type Actor, checkActor } from './actor.js'
import { type LockedUsers, lockUsers } from './lock-users.js'
import type { User } from './users.js'

/**
 * Locks an acting user whose password was found right just now: checking it takes a while, in which
 * the account may have become another. What a former password asks for must not come after its change.
 *
 * @param others ids of those to lock besides
 * @throws Problem `credentials-invalid` if the password was changed meanwhile
 * @throws those of `lockActor`
 */
export async function lockProvenUser(
  trx: Kysely<Database>,
  actor: Actor,
  others: readonly number[] = []
): Promise<{ readonly user: User; readonly locked: LockedUsers }> {
  const { id, password_hash } = actor.user
  const locked = await lockUsers(trx, [id, ...others])
  const found = locked.get(id)
  // Before the session, which ended with the password: this says more.
  const isChanged = found?.disabled_at === null && found.password_hash !== password_hash
  if (isChanged) throw problem('credentials-invalid')
  return { user: await checkActor(trx, actor, found), locked }
}
