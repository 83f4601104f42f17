import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.js'
import { isActingAdmin, lockUser, type User } from './users.js'

/** The users among those locked who exist, by their ids. */
export type LockedUsers = ReadonlyMap<number, User>

/**
 * Locks users one by one in the order of their ids: two transactions that lock several never wait for
 * each other. So a transaction locks all that it needs with one call, before it changes anything.
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

/** Everyone who is an administrator now: to be locked where one may go. */
export async function adminIds(trx: Kysely<Database>): Promise<number[]> {
  const admins = await trx
    .selectFrom('users')
    .select('id')
    .where('access_role', '=', 'admin')
    .execute()
  return admins.map(({ id }) => id)
}

/** Whether one who can log in is left without this user; only those who are locked count. */
export function hasOtherAdmin(locked: LockedUsers, id: number): boolean {
  return [...locked.values()].some((user) => user.id !== id && isActingAdmin(user))
}
