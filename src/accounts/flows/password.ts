import { problem } from '../../problems/problem.js'
import { requireIssuing } from '../../revocation/recorded-cut-off.js'
import type { TokenInfo } from '../../tokens/claims.js'
import type { AccountContext } from '../account-context.js'
import type { Actor } from '../actor.js'
import { lockReauthenticated } from '../lock-reauthenticated.js'
import { mailToken } from '../mail-token.js'
import { reauthenticate } from '../reauthenticate.js'
import type { EventType, Origin } from '../store/events.js'
import {
  consumeOneTimeToken,
  findOneTimeToken,
  voidOneTimeTokens
} from '../store/one-time-tokens.js'
import { endSessions } from '../store/sessions.js'
import { findUser, lockUser, lockUserByEmail, type User } from '../store/users.js'
import type { UnitOfWork } from '../unit-of-work.js'

/**
 * Mails a link to choose a new password, if the address has an account. Always takes at least as long
 * as a password hash: the duration does not reveal whether there is an account.
 */
export async function requestPasswordReset(
  context: AccountContext,
  email: string,
  request: Origin
): Promise<void> {
  const { clock, commit, passwords } = context
  const sendLink = () =>
    commit(async (unit) => {
      await requireIssuing(unit.trx, clock())
      // Locks the user: otherwise a link to the old address could outlive a simultaneous change of address.
      const user = await lockUserByEmail(unit.trx, email)
      const isOpen = user !== undefined && user.disabled_at === null
      await unit.record({
        type: 'password-forgotten',
        outcome: isOpen ? 'success' : 'failure',
        userId: user?.id ?? null,
        request
      })
      if (!isOpen) return
      const { id: user_id, email: recipient } = user
      await mailToken(unit, context, { purpose: 'reset-password', user_id, recipient })
    })
  await Promise.all([passwords.verify(null, email), sendLink()])
}

/** Sets a password, ends all sessions, and voids all one-time tokens of the user. */
async function setPassword(
  { trx, record, enqueue, revoke }: UnitOfWork,
  user: User,
  passwordHash: string,
  {
    type,
    request,
    now
  }: { readonly type: EventType; readonly request: Origin; readonly now: number }
): Promise<void> {
  const at = Math.floor(now)
  await trx
    .updateTable('users')
    .set({ password_hash: passwordHash, verified_at: user.verified_at ?? at })
    .where('id', '=', user.id)
    .execute()
  await voidOneTimeTokens(trx, user.id)
  await revoke(await endSessions(trx, user.id, 'password', now))
  await record({ type, outcome: 'success', userId: user.id, request })
  const data = { at, ip: request.ip }
  await enqueue({ recipient: user.email, template: 'password-changed', data })
}

/**
 * Sets a new password with the token of a mailed link, which also verifies the address.
 *
 * @throws Problem `password-weak`; the token can be used again
 * @throws Problem `token-invalid` if the token was used or voided, or if its user was deleted or disabled
 */
export async function resetPassword(
  { db, clock, commit, audit, passwords }: AccountContext,
  token: TokenInfo,
  password: string,
  request: Origin
): Promise<void> {
  const event = { type: 'password-reset', userId: token.user_id, request } as const
  function refuse(): never {
    audit.record({ ...event, outcome: 'failure' })
    throw problem('token-invalid')
  }

  const known = await findUser(db, token.user_id)
  const isUsable = known && (await findOneTimeToken(db, token, clock()))
  if (!isUsable) return refuse()
  passwords.check(password, known.email)
  const passwordHash = await passwords.hash(password)
  const isDone = await commit(async (unit) => {
    const user = await lockUser(unit.trx, token.user_id)
    if (user === undefined || user.disabled_at !== null) return false
    if (!(await consumeOneTimeToken(unit.trx, token, clock()))) return false
    await setPassword(unit, user, passwordHash, { ...event, now: clock() })
    return true
  })
  if (!isDone) return refuse()
}

/**
 * Sets a new password for a signed-in user, after a check of the current one.
 *
 * @throws Problem `credentials-invalid`, `rate-limited`, `password-weak`, and those of
 * `lockReauthenticated`
 */
export async function changePassword(
  context: AccountContext,
  actor: Actor,
  { current, password }: { readonly current: string; readonly password: string },
  request: Origin
): Promise<void> {
  const { clock, commit, passwords } = context
  const type = 'password-change'
  await reauthenticate(context, actor.user, current, type, request)
  passwords.check(password, actor.user.email)
  const passwordHash = await passwords.hash(password)
  await commit(async (unit) => {
    const { user } = await lockReauthenticated(unit.trx, actor)
    await setPassword(unit, user, passwordHash, { type, request, now: clock() })
  })
}
