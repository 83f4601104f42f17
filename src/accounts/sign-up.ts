import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import { emailKey } from './email.js'
import type { Origin } from './events.js'
import { type FlowTools, mailToken } from './flow-tools.js'
import { newestSignUp } from './one-time-tokens.js'
import { lockUserByEmail, type User } from './users.js'

export interface SignUp {
  readonly email: string
  readonly password: string
}

/** Whether an address is written as mailboxes mostly are; a server need not know other spellings. */
const isPlain = (email: string) => email === email.normalize('NFKC').toLowerCase()

/**
 * The user with an address, by the same statements whether or not there was one: of simultaneous
 * sign-ups one makes the row, the others find it, locked until the transaction ends. The spelling is
 * that of the first, unless a plainer one comes: nobody can block an address by an odd spelling of it.
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
 * Signs up: each time for an address that is not verified makes a pending sign-up of its own, with
 * the password given then. Whether the address was known is told to its owner only, by mail; one whose
 * sign-up is disabled gets none, for its link could only fail.
 *
 * @throws Problem `password-weak`, which depends on nothing but the input
 */
export async function signUp(
  tools: FlowTools,
  { email, password }: SignUp,
  request: Origin
): Promise<void> {
  const { db, clock, passwords, mail, events } = tools
  passwords.check(password, email)
  const passwordHash = await passwords.hash(password)
  await inTransaction(db, async (trx) => {
    const user = await findOrCreateUser(trx, email, clock())
    const isTaken = user.verified_at !== null
    const isBanned = !isTaken && user.disabled_at !== null
    await events.record(trx, {
      type: 'signup',
      outcome: isTaken || isBanned ? 'failure' : 'success',
      userId: user.id,
      request
    })
    if (isBanned) return
    const { id: user_id, email: recipient } = user
    await (isTaken
      ? mail.enqueue(trx, { recipient, template: 'address-taken', data: {} })
      : mailToken(trx, tools, { purpose: 'signup', user_id, recipient, passwordHash }))
  })
  mail.wake()
}

/**
 * Mails the link of the newest pending sign-up once more, with that sign-up's password. It takes
 * as long as a hash whether or not there is one: what the database does meanwhile does not show.
 */
export async function resendVerification(tools: FlowTools, email: string): Promise<void> {
  const { db, passwords, mail } = tools
  async function sendLink(): Promise<void> {
    await inTransaction(db, async (trx) => {
      const user = await lockUserByEmail(trx, email)
      if (user === undefined || user.verified_at !== null || user.disabled_at !== null) return
      const pending = await newestSignUp(trx, user.id)
      if (pending === undefined) return
      await mailToken(trx, tools, {
        purpose: 'signup',
        user_id: user.id,
        recipient: pending.email ?? user.email,
        passwordHash: pending.password_hash
      })
    })
    mail.wake()
  }
  await Promise.all([passwords.verify(null, email), sendLink()])
}
