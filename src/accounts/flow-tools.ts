import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import type { NewMail } from '../mail/outbox.js'
import type { TemplateName } from '../mail/templates.js'
import type { Revocation } from '../revocation/revocation-set.js'
import type { Clock } from '../tokens/claims.js'
import type { TokenRequest, UnsignedToken } from '../tokens/issue.js'
import type { AccountEvent } from './events.js'
import { createOneTimeToken, type OneTimeToken, type Purpose } from './one-time-tokens.js'

/** What the flows of an account need besides their input; the application is one. */
export interface FlowTools {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly tokens: { prepare(request: TokenRequest): UnsignedToken }
  readonly mail: { enqueue(db: Kysely<Database>, mail: NewMail): Promise<void>; wake(): void }
  readonly events: { record(db: Kysely<Database>, event: AccountEvent): Promise<void> }
  readonly passwords: {
    check(password: string, email: string): void
    hash(password: string): Promise<string>
    verify(hash: string | null, password: string): Promise<boolean>
  }
  readonly sessions: {
    end(trx: Kysely<Database>, userId: number, reason: 'password'): Promise<Revocation[]>
  }
  readonly revocation: {
    record(db: Kysely<Database>, revocations: readonly Revocation[]): Promise<void>
    publish(revocations: readonly Revocation[]): Promise<void>
  }
}

const templates = {
  signup: 'verify-address',
  'change-email': 'confirm-address',
  'reset-password': 'reset-password'
} as const satisfies Record<Purpose, TemplateName>

/** A one-time token for a user, on its way to an address. */
export interface MailedToken extends Pick<OneTimeToken, 'purpose' | 'user_id'> {
  readonly recipient: string
  readonly passwordHash?: string | null
}

/**
 * Makes a one-time token and puts the mail with its link into the outbox. It has the lowest role,
 * whatever the user's: it opens nothing but its own page.
 */
export async function mailToken(
  trx: Kysely<Database>,
  { tokens, mail }: Pick<FlowTools, 'tokens' | 'mail'>,
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
  await mail.enqueue(trx, { recipient, template: templates[purpose], data: { token } })
}
