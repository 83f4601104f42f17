import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.js'
import { Problem, problem } from '../../problems/problem.js'
import type { TokenInfo } from '../../tokens/claims.js'
import type { AccountContext } from '../account-context.js'
import { emailKey } from '../email.js'
import { usersByAddress } from '../store/by-address.js'
import type { EventType, Origin } from '../store/events.js'
import { lockUsers } from '../store/lock-users.js'
import { makeRoom } from '../store/make-room.js'
import {
  consumeOneTimeToken,
  findOneTimeToken,
  type OneTimeToken,
  voidOneTimeTokens
} from '../store/one-time-tokens.js'
import type { User } from '../store/users.js'
import type { UnitOfWork } from '../unit-of-work.js'

/** Activates the account with the address and the password of one pending sign-up, and voids the others. */
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

/**
 * Changes a user's address to the one just confirmed, and mails a notice to the old one. Deletes
 * pending sign-ups of the new address. Voids all one-time tokens of the user.
 *
 * @throws Problem `token-invalid` if the address belongs to another account
 */
async function changeEmail({ trx, enqueue }: UnitOfWork, user: User, email: string): Promise<void> {
  if (await makeRoom(trx, email, user.id)) throw problem('token-invalid')
  await trx
    .updateTable('users')
    .set({ email, email_key: emailKey(email), fold_key: null })
    .where('id', '=', user.id)
    .execute()
  await voidOneTimeTokens(trx, user.id)
  await enqueue({ recipient: user.email, template: 'address-changed', data: { email } })
}

/** The pending users that a change of address would delete; to be locked with the token's user. */
async function idsInTheWay(trx: Kysely<Database>, token: TokenInfo, now: number) {
  const pending = await findOneTimeToken(trx, token, now)
  if (pending?.purpose !== 'change-email' || pending.email === null) return []
  const owners = await usersByAddress(trx, pending.email)
  return owners.map(({ id }) => id)
}

/** @returns the type of the event; undefined if the token has no effect. A disabled user's token is kept */
async function confirm(
  unit: UnitOfWork,
  token: TokenInfo,
  now: number
): Promise<EventType | undefined> {
  const { trx } = unit
  const locked = await lockUsers(trx, [token.user_id, ...(await idsInTheWay(trx, token, now))])
  const user = locked.get(token.user_id)
  if (user === undefined || user.disabled_at !== null) return undefined
  const used = await consumeOneTimeToken(trx, token, now)
  if (used?.purpose === 'change-email' && used.email !== null) {
    await changeEmail(unit, user, used.email)
    return 'email-changed'
  }
  if (used?.purpose !== 'signup' || user.verified_at !== null) return undefined
  await activate(trx, user, used, now)
  return 'verification'
}

/**
 * Uses an email token: activates the sign-up, or changes the address.
 *
 * @throws Problem `token-invalid` if the token was used or voided, if its user was deleted or disabled,
 * or if the new address belongs to another account now
 */
export async function confirmAddress(
  { clock, commit, audit }: AccountContext,
  token: TokenInfo,
  request: Origin
): Promise<void> {
  const event = { userId: token.user_id, request }
  const done = await commit(async (unit) => {
    const type = await confirm(unit, token, clock())
    if (type) await unit.record({ ...event, type, outcome: 'success' })
    return type
  }).catch((error: unknown) => {
    const isTaken = error instanceof Problem && error.code === 'token-invalid'
    if (!isTaken) throw error
  })
  if (done !== undefined) return
  audit.record({ ...event, type: 'verification', outcome: 'failure' })
  throw problem('token-invalid')
}
