import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { problem } from '../problems/problem.js'
import { lockUser, type User } from './users.js'

/**
 * Locks a user whose password was found right just now: checking it takes a while, in which the
 * account may have become another. What a former password asks for must not come after its change.
 *
 * @param proven the user whose password was checked, as they were then
 * @throws Problem `token-invalid` if the user is gone or disabled
 * @throws Problem `credentials-invalid` if the password was changed meanwhile
 */
export async function lockProvenUser(trx: Kysely<Database>, proven: User): Promise<User> {
  const user = await lockUser(trx, proven.id)
  if (user === undefined || user.disabled_at !== null) throw problem('token-invalid')
  if (user.password_hash !== proven.password_hash) throw problem('credentials-invalid')
  return user
}
