import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import { problem } from '../problems/problem.js'
import type { Revocation } from '../revocation/revocation-set.js'
import type { TokenInfo } from '../tokens/claims.js'
import type { Actor } from './actor.js'
import type { EventType, Origin } from './events.js'
import { type FlowTools, mailToken } from './flow-tools.js'
import { lockProvenUser } from './lock-proven.js'
import { consumeOneTimeToken, findOneTimeToken, voidOneTimeTokens } from './one-time-tokens.js'
import { findUser, lockUser, lockUserByEmail, type User } from './users.js'

/**
 * Mails a link to choose a new password, if somebody has the address. It takes as long as a hash
 * whether or not: what the database does meanwhile does not show.
 */
export async function requestPasswordReset(
  tools: FlowTools,
  email: string,
  request: Origin
): Promise<void> {
  const { db, passwords, mail, events } = tools
  async function sendLink(): Promise<void> {
    await inTransaction(db, async (trx) => {
      // Locked: a link to an address that was given up meanwhile would outlive its voiding.
      const user = await lockUserByEmail(trx, email)
      const isOpen = user !== undefined && user.disabled_at === null
      await events.record(trx, {
        type: 'password-forgotten',
        outcome: isOpen ? 'success' : 'failure',
        userId: user?.id ?? null,
        request
      })
      if (!isOpen) return
      const { id: user_id, email: recipient } = user
      await mailToken(trx, tools, { purpose: 'reset-password', user_id, recipient })
    })
    mail.wake()
  }
  await Promise.all([passwords.verify(null, email), sendLink()])
}

/** Sets a password and ends everything that the old one, or an older mail, opened. */
async function setPassword(
  trx: Kysely<Database>,
  tools: FlowTools,
  user: User,
  passwordHash: string,
  { type, request }: { readonly type: EventType; readonly request: Origin }
): Promise<Revocation[]> {
  const { sessions, events, mail, revocation } = tools
  const now = Math.floor(tools.clock())
  await trx
    .updateTable('users')
    .set({ password_hash: passwordHash, verified_at: user.verified_at ?? now })
    .where('id', '=', user.id)
    .execute()
  await voidOneTimeTokens(trx, user.id)
  const revocations = await sessions.end(trx, user.id, 'password')
  await revocation.record(trx, revocations)
  await events.record(trx, {
    type,
    outcome: 'success',
    userId: user.id,
    request
  })
  await mail.enqueue(trx, {
    recipient: user.email,
    template: 'password-changed',
    data: { at: now, ip: request.ip }
  })
  return revocations
}

/**
 * Sets a new password by a mailed link, which also proves the address.
 *
 * @throws Problem `password-weak`: the link may be used again
 * @throws Problem `token-invalid` if it was used or voided, or if its user is gone or disabled
 */
export async function resetPassword(
  tools: FlowTools,
  token: TokenInfo,
  password: string,
  request: Origin
): Promise<void> {
  const { db, clock, passwords, events, revocation, mail } = tools
  async function refuse(): Promise<never> {
    await events.record(db, {
      type: 'password-reset',
      outcome: 'failure',
      userId: token.user_id,
      request
    })
    throw problem('token-invalid')
  }

  const known = await findUser(db, token.user_id)
  const isUsable = known && (await findOneTimeToken(db, token, clock()))
  if (!isUsable) return refuse()
  passwords.check(password, known.email)
  const passwordHash = await passwords.hash(password)
  const revocations = await inTransaction(db, async (trx) => {
    const user = await lockUser(trx, token.user_id)
    if (user === undefined || user.disabled_at !== null) return null
    if (!(await consumeOneTimeToken(trx, token, clock()))) return null
    return setPassword(trx, tools, user, passwordHash, { type: 'password-reset', request })
  })
  if (revocations === null) return refuse()
  await revocation.publish(revocations)
  mail.wake()
}

/**
 * Sets a new password for a caller whose current one was found right just now.
 *
 * @param actor the caller, with the account as it was then
 * @throws Problem `password-weak`, and those of `lockProvenUser`
 */
export async function changePassword(
  tools: FlowTools,
  actor: Actor,
  password: string,
  request: Origin
): Promise<void> {
  const { db, passwords, revocation, mail } = tools
  passwords.check(password, actor.user.email)
  const passwordHash = await passwords.hash(password)
  const revocations = await inTransaction(db, async (trx) => {
    const { user } = await lockProvenUser(trx, actor)
    return setPassword(trx, tools, user, passwordHash, { type: 'password-change', request })
  })
  await revocation.publish(revocations)
  mail.wake()
}
