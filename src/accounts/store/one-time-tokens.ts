import type { Kysely, Selectable } from 'kysely'
import { insertionOrder } from '../../database/insertion-order.js'
import type { Database, OneTimeTokenTable } from '../../database/schema.js'
import type { TokenInfo } from '../../tokens/claims.js'
import type { UnsignedToken } from '../../tokens/issue.js'

export type OneTimeToken = Selectable<OneTimeTokenTable>
export type Purpose = OneTimeToken['purpose']

/** The claims that identify a token. */
type TokenName = Pick<TokenInfo, 'sub' | 'user_id'>

/** Makes a token usable once. Stores its claims, not the token itself. */
export async function createOneTimeToken(
  trx: Kysely<Database>,
  { claims }: UnsignedToken,
  use: Pick<OneTimeToken, 'purpose' | 'email' | 'password_hash'>
): Promise<void> {
  const { sub, user_id, iat, exp } = claims
  await trx
    .insertInto('one_time_tokens')
    .values({ sub, user_id, created_at: iat, exp, ...use })
    .execute()
}

/** Returns a token that can still be used, and does not consume it. @param now seconds since the epoch */
export function findOneTimeToken(
  db: Kysely<Database>,
  { sub, user_id }: TokenName,
  now: number
): Promise<OneTimeToken | undefined> {
  return db
    .selectFrom('one_time_tokens')
    .selectAll()
    .where('sub', '=', sub)
    .where('user_id', '=', user_id)
    .where('exp', '>', Math.floor(now))
    .executeTakeFirst()
}

/**
 * Consumes a token. Only one of several simultaneous calls gets it.
 *
 * @param now seconds since the epoch
 * @returns the deleted row; undefined if the token was used or voided, or has expired
 */
export function consumeOneTimeToken(
  trx: Kysely<Database>,
  { sub, user_id }: TokenName,
  now: number
): Promise<OneTimeToken | undefined> {
  return trx
    .deleteFrom('one_time_tokens')
    .where('sub', '=', sub)
    .where('user_id', '=', user_id)
    .where('exp', '>', Math.floor(now))
    .returningAll()
    .executeTakeFirst()
}

/** Voids a user's outstanding tokens, or only those of one purpose. */
export async function voidOneTimeTokens(
  trx: Kysely<Database>,
  userId: number,
  purpose?: Purpose
): Promise<void> {
  const all = trx.deleteFrom('one_time_tokens').where('user_id', '=', userId)
  await (purpose === undefined ? all : all.where('purpose', '=', purpose)).execute()
}

/** The newest pending sign-up of a user, whether or not its link has expired. */
export function newestSignUp(
  db: Kysely<Database>,
  userId: number
): Promise<OneTimeToken | undefined> {
  return db
    .selectFrom('one_time_tokens')
    .selectAll()
    .where('user_id', '=', userId)
    .where('purpose', '=', 'signup')
    .orderBy(insertionOrder('one_time_tokens'), 'desc')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/**
 * Deletes a batch of the tokens that expired before a time, and a batch of the users that never
 * verified an address and have no token left. Batches keep the transactions short. Disabled users
 * stay, so that a ban does not end.
 *
 * @param before seconds since the epoch
 * @returns the number of deleted rows; 0 if none are left
 */
export async function pruneSignUps(
  db: Kysely<Database>,
  before: number,
  batch: number
): Promise<number> {
  const expired = db
    .selectFrom('one_time_tokens')
    .select('sub')
    .where('exp', '<', Math.floor(before))
    .limit(batch)
  const tokens = await db
    .deleteFrom('one_time_tokens')
    .where('sub', 'in', expired)
    .executeTakeFirstOrThrow()
  // A sign-up updates `created_at`: a user that signs up again at this moment is not deleted.
  const users = await db
    .deleteFrom('users')
    .where('created_at', '<', Math.floor(before))
    .where('disabled_at', 'is', null)
    .where('id', 'in', (query) =>
      query
        .selectFrom('users')
        .leftJoin('one_time_tokens', 'one_time_tokens.user_id', 'users.id')
        .select('users.id')
        .where('users.verified_at', 'is', null)
        .where('users.password_hash', 'is', null)
        .where('users.disabled_at', 'is', null)
        .where('users.created_at', '<', Math.floor(before))
        .where('one_time_tokens.sub', 'is', null)
        .limit(batch)
    )
    .executeTakeFirstOrThrow()
  return Number(tokens.numDeletedRows + users.numDeletedRows)
}
