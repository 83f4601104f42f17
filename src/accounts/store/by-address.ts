import type { Kysely, Selectable } from 'kysely'
import type { Database, UserTable } from '../../database/schema.js'
import { emailKey, formerEmailKey } from '../email.js'

type User = Selectable<UserTable>

/** Whether this is a spelling of a user's address; of one that the release before keyed, see there. */
export function isAddressOf({ email, email_key }: User, spelling: string): boolean {
  const key = emailKey(spelling)
  return email_key === key || emailKey(email) === key
}

/**
 * The users with an address, in whatever case it is written. There is one at the most, unless the
 * release before made accounts of two spellings: then first the one that it finds by this spelling.
 */
export async function usersByAddress(db: Kysely<Database>, spelling: string): Promise<User[]> {
  const key = emailKey(spelling)
  const formerKey = formerEmailKey(spelling)
  const candidates = await db
    .selectFrom('users')
    .selectAll()
    .where((row) => row.or([row('email_key', 'in', [key, formerKey]), row('fold_key', '=', key)]))
    .orderBy('id')
    .execute()
  const rank = ({ email_key }: User) => [formerKey, key, email_key].indexOf(email_key)
  return candidates
    .filter((user) => isAddressOf(user, spelling))
    .sort((one, other) => rank(one) - rank(other))
}

/** What an operator is told of them. */
export const collisionNote =
  'accounts whose addresses differ by case alone: each is found by its own spelling; `admin list` shows them'

/** Accounts that the release before keeps apart and this one does not: the ids of each such group. */
export async function findCollisions(db: Kysely<Database>): Promise<number[][]> {
  const pairs = await db
    .selectFrom('users as one')
    .innerJoin('users as other', (join) =>
      join.on((row) =>
        row.or([
          row('other.email_key', '=', row.ref('one.fold_key')),
          row('other.fold_key', '=', row.ref('one.fold_key'))
        ])
      )
    )
    .select(['one.fold_key', 'one.id', 'other.id as otherId'])
    .where('one.fold_key', 'is not', null)
    .execute()
  const groups = new Map<string | null, Set<number>>()
  for (const { fold_key, id, otherId } of pairs) {
    groups.set(fold_key, (groups.get(fold_key) ?? new Set()).add(id).add(otherId))
  }
  return [...groups.values()]
    .filter(({ size }) => size > 1)
    .map((ids) => [...ids].sort((a, b) => a - b))
}
