import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema.js'
import { requireIssuing } from '../../revocation/recorded-cut-off.js'
import type { AccountContext } from '../account-context.js'
import { emailKey } from '../email.js'
import { mailToken } from '../mail-token.js'
import type { Origin } from '../store/events.js'
import { newestSignUp } from '../store/one-time-tokens.js'
import { lockUserByEmail, type User } from '../store/users.js'

interface SignUp {
  readonly email: string
  readonly password: string
}

/** Whether an address has the usual spelling of mailboxes. A mail server need not accept other spellings. */
const isPlain = (email: string) => email === email.normalize('NFKC').toLowerCase()

/**
 * Finds or creates the user with an address, with the same statements in both cases. One of several
 * simultaneous sign-ups inserts the row; the others wait until its transaction ends. Keeps the first
 * spelling unless a plainer one follows, so that an odd spelling cannot block an address.
 */
async function findOrCreateUser(trx: Kysely<Database>, email: string, now: number): Promise<User> {
  const known = await lockUserByEmail(trx, email)
  const isPlainer = known !== undefined && isPlain(email) && !isPlain(known.email)
  const ifPending = (column: 'created_at' | 'email') =>
    sql<never>`case when users.verified_at is null then excluded.${sql.ref(column)} else users.${sql.ref(column)} end`
  return trx
    .insertInto('users')
    .values({
      email,
      email_key: known?.email_key ?? emailKey(email),
      password_hash: null,
      access_role: 'basic',
      created_at: Math.floor(now),
      verified_at: null,
      disabled_at: null
    })
    .onConflict((conflict) =>
      conflict.column('email_key').doUpdateSet({
        created_at: ifPending('created_at'),
        ...(isPlainer && { email: ifPending('email') })
      })
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

/**
 * Signs a user up. Each sign-up for an unverified address is pending separately, with its own
 * password. Only a mail to the address says whether it already has an account. The address of a
 * disabled pending sign-up gets no mail: its link could only fail.
 *
 * @throws Problem `password-weak`, which depends on the input alone
 */
export async function signUp(
  context: AccountContext,
  { email, password }: SignUp,
  request: Origin
): Promise<void> {
  const { clock, commit, passwords } = context
  passwords.check(password, email)
  const passwordHash = await passwords.hash(password)
  await commit(async (unit) => {
    await requireIssuing(unit.trx, clock())
    const user = await findOrCreateUser(unit.trx, email, clock())
    const isTaken = user.verified_at !== null
    const isBanned = !isTaken && user.disabled_at !== null
    await unit.record({
      type: 'signup',
      outcome: isTaken || isBanned ? 'failure' : 'success',
      userId: user.id,
      request
    })
    if (isBanned) return
    const { id: user_id, email: recipient } = user
    await (isTaken
      ? unit.enqueue({ recipient, template: 'address-taken', data: {} })
      : mailToken(unit, context, { purpose: 'signup', user_id, recipient, passwordHash }))
  })
}

/**
 * Mails a new link for the newest pending sign-up, with that sign-up's password. Always takes at least
 * as long as a password hash: the duration does not reveal whether there is a pending sign-up.
 */
export async function resendVerification(context: AccountContext, email: string): Promise<void> {
  const { clock, commit, passwords } = context
  const sendLink = () =>
    commit(async (unit) => {
      await requireIssuing(unit.trx, clock())
      const user = await lockUserByEmail(unit.trx, email)
      if (user === undefined || user.verified_at !== null || user.disabled_at !== null) return
      const pending = await newestSignUp(unit.trx, user.id)
      if (pending === undefined) return
      await mailToken(unit, context, {
        purpose: 'signup',
        user_id: user.id,
        recipient: pending.email ?? user.email,
        passwordHash: pending.password_hash
      })
    })
  await Promise.all([passwords.verify(null, email), sendLink()])
}
