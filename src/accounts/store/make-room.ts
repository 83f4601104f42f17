import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.js'
import { isAddressOf, usersByAddress } from './by-address.js'
import { lockUsers } from './lock-users.js'
import { deleteUser, type User } from './users.js'

/**
 * Makes room at an address for an account whose owner has proved it, or whom the operator vouches
 * for: pending sign-ups go, for nobody has confirmed them.
 *
 * @param ownId of the account that may have it
 * @returns who keeps the address: another account, or a pending sign-up that is disabled, for a ban
 * does not end because somebody else comes; undefined if there is room
 */
export async function makeRoom(
  trx: Kysely<Database>,
  email: string,
  ownId?: number
): Promise<User | undefined> {
  const found = await usersByAddress(trx, email)
  const others = found.map(({ id }) => id).filter((id) => id !== ownId)
  for (const other of (await lockUsers(trx, others)).values()) {
    if (!isAddressOf(other, email)) continue
    if (other.verified_at !== null || other.disabled_at !== null) return other
    await deleteUser(trx, other.id)
  }
  return undefined
}
