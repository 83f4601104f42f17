import type { Kysely, Selectable } from 'kysely'
import type { Database, UserTable } from '../../database/schema.js'
import { emailKey, formerEmailKey } from '../email.js'

type User = Selectable<UserTable>

/** Whether a text is a spelling of a user's address, also if the previous release stored another key. */
export function isAddressOf({ email, email_key }: User, spelling: string): boolean {
  const key = emailKey(spelling)
  return email_key === key || emailKey(email) === key
}

/**
 * The users with an address, without regard to case. There is at most one, unless the previous release
 * created accounts for two spellings: then the one that the previous release finds by this spelling is
 * the first.
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

/** The message for operators about the groups of `findCollisions`. */
export const collisionNote =
  'the addresses of these accounts differ only in case, and the service finds each account by the spelling of its address; `admin list` shows the addresses'

/** The ids of each group of accounts that the previous release distinguishes and this one does not. */
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
