import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import { Problem, problem } from '../problems/problem.js'
import type { TokenInfo } from '../tokens/claims.js'
import { usersByAddress } from './by-address.js'
import { changeEmail } from './email-change.js'
import type { EventType, Origin } from './events.js'
import type { FlowTools } from './flow-tools.js'
import { lockUsers } from './lock-users.js'
import {
  consumeOneTimeToken,
  findOneTimeToken,
  type OneTimeToken,
  voidOneTimeTokens
} from './one-time-tokens.js'
import type { User } from './users.js'

/** Makes one pending sign-up the account, with the address and the password given in it, and voids all others. */
async function activate(trx: Kysely<Database>, user: User, signUp: OneTimeToken, now: number) {
  await trx
    .updateTable('users')
    .set({
      email: signUp.email ?? user.email,
      password_hash: signUp.password_hash,
      verified_at: Math.floor(now)
    })
    .where('id', '=', user.id)
    .execute()
  await voidOneTimeTokens(trx, user.id)
}

/** Whose pending sign-up goes if the token changes an address: locked together with its user. */
async function whoMakesRoom(trx: Kysely<Database>, token: TokenInfo, now: number) {
  const pending = await findOneTimeToken(trx, token, now)
  if (pending?.purpose !== 'change-email' || pending.email === null) return []
  const owners = await usersByAddress(trx, pending.email)
  return owners.map(({ id }) => id)
}

/** @returns what came of it; undefined if the token does nothing any more: then nothing is used up */
async function confirm(
  trx: Kysely<Database>,
  tools: FlowTools,
  token: TokenInfo
): Promise<EventType | undefined> {
  const now = tools.clock()
  const locked = await lockUsers(trx, [token.user_id, ...(await whoMakesRoom(trx, token, now))])
  const user = locked.get(token.user_id)
  if (user === undefined || user.disabled_at !== null) return undefined
  const used = await consumeOneTimeToken(trx, token, now)
  if (used?.purpose === 'change-email' && used.email !== null) {
    await changeEmail(trx, tools, user, used.email)
    return 'email-changed'
  }
  if (used?.purpose !== 'signup' || user.verified_at !== null) return undefined
  await activate(trx, user, used, now)
  return 'verification'
}

/**
 * Does what an email token was mailed for: activates the sign-up, or changes the address.
 *
 * @throws Problem `token-invalid` if it was used or voided, if its user is gone or disabled, or if
 * the new address has become another account's meanwhile
 */
export async function confirmAddress(
  tools: FlowTools,
  token: TokenInfo,
  request: Origin
): Promise<void> {
  const { db, events, mail } = tools
  const event = { userId: token.user_id, request }
  const done = await inTransaction(db, async (trx) => {
    const type = await confirm(trx, tools, token)
    if (type) await events.record(trx, { ...event, type, outcome: 'success' })
    return type
  }).catch((error: unknown) => {
    const isTaken = error instanceof Problem && error.code === 'token-invalid'
    if (!isTaken) throw error
  })
  if (done === undefined) {
    await events.record(db, { ...event, type: 'verification', outcome: 'failure' })
    throw problem('token-invalid')
  }
  mail.wake()
}
