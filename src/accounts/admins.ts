import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { problem } from '../problems/problem.js'
import { lockUser, type User } from './users.js'

const isEnabledAdmin = ({ access_role, disabled_at }: User) =>
  access_role === 'admin' && disabled_at === null

async function lockAdmins(trx: Kysely<Database>): Promise<User[]> {
  const admins = trx.selectFrom('users').select('id').where('access_role', '=', 'admin')
  const locked: User[] = []
  for (const { id } of await admins.orderBy('id').execute()) {
    const admin = await lockUser(trx, id)
    if (admin !== undefined && isEnabledAdmin(admin)) locked.push(admin)
  }
  return locked
}

/**
 * Locks a user who may be about to be an admin no more, after all admins in the order of their ids:
 * two who demote each other at once wait for one another instead of both succeeding, for only
 * those whose rows this transaction holds are counted.
 *
 * @returns undefined if there is no such user
 * @throws Problem `last-admin` if no other admin would be left
 */
export async function lockUnlessLastAdmin(
  trx: Kysely<Database>,
  userId: number
): Promise<User | undefined> {
  const admins = await lockAdmins(trx)
  const user = await lockUser(trx, userId)
  const isNeeded = user !== undefined && isEnabledAdmin(user)
  if (isNeeded && !admins.some(({ id }) => id !== userId)) throw problem('last-admin')
  return user
}
