import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import { problem } from '../problems/problem.js'
import type { Actor } from './actor.js'
import { emailKey } from './email.js'
import type { Origin } from './events.js'
import { type FlowTools, mailToken } from './flow-tools.js'
import { lockProvenUser } from './lock-proven.js'
import { makeRoom } from './make-room.js'
import { voidOneTimeTokens } from './one-time-tokens.js'
import { findUserByEmail, type User } from './users.js'

/**
 * Asks the new address to confirm; until then nothing changes, and of several requests the last one
 * counts. An address that is another account's is told so, by mail: the caller does not learn it.
 * Nothing is mailed where that could only fail: to an address whose sign-up is disabled.
 *
 * @param actor whose password was found right just now
 * @throws those of `lockProvenUser`
 */
export async function requestEmailChange(
  tools: FlowTools,
  actor: Actor,
  email: string,
  request: Origin
): Promise<void> {
  const { db, mail, events } = tools
  await inTransaction(db, async (trx) => {
    const { user } = await lockProvenUser(trx, actor)
    const owner = await findUserByEmail(trx, email)
    const other = owner?.id === user.id ? undefined : owner
    const isTaken = other !== undefined && other.verified_at !== null
    await voidOneTimeTokens(trx, user.id, 'change-email')
    await events.record(trx, {
      type: 'email-change-requested',
      outcome: 'success',
      userId: user.id,
      request
    })
    if (isTaken) {
      await mail.enqueue(trx, { recipient: other.email, template: 'address-taken', data: {} })
    } else if (other === undefined || other.disabled_at === null) {
      await mailToken(trx, tools, { purpose: 'change-email', user_id: user.id, recipient: email })
    }
  })
  mail.wake()
}

/**
 * Changes a user's address to one that was confirmed just now, and tells the old one. Pending
 * sign-ups of the new address make room. What was mailed to the old address is void.
 *
 * @throws Problem `token-invalid` if the address is another account's
 */
export async function changeEmail(
  trx: Kysely<Database>,
  { mail }: FlowTools,
  user: User,
  email: string
): Promise<void> {
  if (await makeRoom(trx, email, user.id)) throw problem('token-invalid')
  await trx
    .updateTable('users')
    .set({ email, email_key: emailKey(email), fold_key: null })
    .where('id', '=', user.id)
    .execute()
  await voidOneTimeTokens(trx, user.id)
  await mail.enqueue(trx, { recipient: user.email, template: 'address-changed', data: { email } })
}
