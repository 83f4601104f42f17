import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.js'
import { adminRoles } from '../../tokens/roles.js'
import { isActingAdmin, lockUser, type User } from './users.js'

/** The locked users that exist, by id. */
export type LockedUsers = ReadonlyMap<number, User>

/**
 * Locks users one by one in the order of their ids, which prevents deadlocks. A transaction therefore
 * locks all users that it needs with one call, before it changes anything.
 */
export async function lockUsers(
  trx: Kysely<Database>,
  ids: Iterable<number>
): Promise<LockedUsers> {
  const locked = new Map<number, User>()
  for (const id of [...new Set(ids)].sort((one, other) => one - other)) {
    const user = await lockUser(trx, id)
    if (user !== undefined) locked.set(id, user)
  }
  return locked
}

/** The ids of all users with the rights of an admin. An act that may remove an admin locks them. */
export async function adminIds(trx: Kysely<Database>): Promise<number[]> {
  const admins = await trx
    .selectFrom('users')
    .select('id')
    .where('access_role', 'in', adminRoles)
    .execute()
  return admins.map(({ id }) => id)
}

/** Whether another admin that can log in remains without this user. Counts locked users only. */
export function hasOtherAdmin(locked: LockedUsers, id: number): boolean {
  return [...locked.values()].some((user) => user.id !== id && isActingAdmin(user))
}
