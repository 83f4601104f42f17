import type { TemplateName } from '../mail/templates.js'
import type { AccountContext } from './account-context.js'
import { createOneTimeToken, type OneTimeToken, type Purpose } from './store/one-time-tokens.js'
import type { UnitOfWork } from './unit-of-work.js'

const templates = {
  signup: 'verify-address',
  'change-email': 'confirm-address',
  'reset-password': 'reset-password'
} as const satisfies Record<Purpose, TemplateName>

/** A one-time token for a user, and the address that receives it. */
export interface MailedToken extends Pick<OneTimeToken, 'purpose' | 'user_id'> {
  readonly recipient: string
  readonly passwordHash?: string | null
}

/**
 * Creates a one-time token and queues the mail with its link. The token has the lowest role, whatever
 * the user's role: it grants access to its own page only.
 */
export async function mailToken(
  { trx, enqueue }: UnitOfWork,
  { tokens }: Pick<AccountContext, 'tokens'>,
  { purpose, user_id: userId, recipient, passwordHash = null }: MailedToken
): Promise<void> {
  const isAboutAddress = purpose !== 'reset-password'
  const token = tokens.prepare({
    kind: isAboutAddress ? 'email' : 'password',
    userId,
    role: 'basic',
    ...(isAboutAddress && { email: recipient })
  })
  await createOneTimeToken(trx, token, {
    purpose,
    email: isAboutAddress ? recipient : null,
    password_hash: passwordHash
  })
  await enqueue({ recipient, template: templates[purpose], data: { token } })
}
