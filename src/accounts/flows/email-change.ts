import { requireIssuing } from '../../revocation/recorded-cut-off.js'
import type { AccountContext } from '../account-context.js'
import type { Actor } from '../actor.js'
import { lockReauthenticated } from '../lock-reauthenticated.js'
import { mailToken } from '../mail-token.js'
import { reauthenticate } from '../reauthenticate.js'
import type { Origin } from '../store/events.js'
import { voidOneTimeTokens } from '../store/one-time-tokens.js'
import { findUserByEmail } from '../store/users.js'

/**
 * Mails a confirmation link to the new address. The address changes only when the link is used; a new
 * request voids the links of earlier ones. If another account has the address, only a mail to that
 * address says so, because the response must not reveal it. The address of a disabled pending sign-up
 * gets no mail: its link could only fail.
 *
 * @throws Problem `credentials-invalid`, `rate-limited`, and those of `lockReauthenticated`
 */
export async function requestEmailChange(
  context: AccountContext,
  actor: Actor,
  { email, password }: { readonly email: string; readonly password: string },
  request: Origin
): Promise<void> {
  await reauthenticate(context, actor.user, password, 'email-change-requested', request)
  await context.commit(async (unit) => {
    const { trx, record, enqueue } = unit
    await requireIssuing(trx, context.clock())
    const { user } = await lockReauthenticated(trx, actor)
    const owner = await findUserByEmail(trx, email)
    const other = owner?.id === user.id ? undefined : owner
    const isTaken = other !== undefined && other.verified_at !== null
    await voidOneTimeTokens(trx, user.id, 'change-email')
    await record({
      type: 'email-change-requested',
      outcome: 'success',
      userId: user.id,
      request
    })
    if (isTaken) {
      await enqueue({ recipient: other.email, template: 'address-taken', data: {} })
    } else if (other === undefined || other.disabled_at === null) {
      const purpose = 'change-email'
      await mailToken(unit, context, { purpose, user_id: user.id, recipient: email })
    }
  })
}
