import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.js'
import { isAddressOf, usersByAddress } from './by-address.js'
import { lockUsers } from './lock-users.js'
import { deleteUser, type User } from './users.js'

/**
 * Frees an address for an account whose owner has confirmed it, or that the operator creates. Deletes
 * the pending sign-ups of the address, which nobody has confirmed.
 *
 * @param ownId the account that may have the address
 * @returns the user that keeps the address: another account, or a disabled pending sign-up, because a
 * ban must not end when another user claims the address; undefined if the address is free
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
