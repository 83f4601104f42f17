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

/**
 * The user with an address, in one statement whether or not there was one: of simultaneous sign-ups
 * one makes the row, the others find it, locked until the transaction ends.
 */
function findOrCreateUser(trx: Kysely<Database>, email: string, now: number): Promise<User> {
  return trx
    .insertInto('users')
    .values({
      email,
      email_key: emailKey(email),
      password_hash: null,
      access_role: 'basic',
      created_at: Math.floor(now),
      verified_at: null,
      disabled_at: null
    })
    .onConflict((conflict) =>
      conflict.column('email_key').doUpdateSet({
        created_at: sql`case when users.verified_at is null then excluded.created_at else users.created_at end`
      })
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

/**
 * Signs up: each time for an address that is not verified makes a pending sign-up of its own, with
 * the password given then. Whether the address was known is told to its owner only, by mail.
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
    const { id, email: known, verified_at } = await findOrCreateUser(trx, email, clock())
    const isTaken = verified_at !== null
    await events.record(trx, {
      type: 'signup',
      outcome: isTaken ? 'failure' : 'success',
      userId: id,
      request
    })
    await (isTaken
      ? mail.enqueue(trx, { recipient: known, template: 'address-taken', data: {} })
      : mailToken(trx, tools, { purpose: 'signup', user_id: id, recipient: email, passwordHash }))
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
