import { randomBytes, randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import {
  type Act,
  type ActOutcome,
  changeUser,
  createVerifiedUser,
  deleteUser,
  revokeSessions
} from '../src/accounts/admin-acts.js'
import { isEmail } from '../src/accounts/email.js'
import { presentUser } from '../src/accounts/present-users.js'
import { findUser, findUserByEmail, listUsers, type User } from '../src/accounts/users.js'
import type { Database } from '../src/database/schema.js'
import { readWhole } from '../src/query/plain-values.js'
import { createService } from '../src/services/services.js'
import type { Role } from '../src/tokens/roles.js'
import { askPassword } from './ask-password.js'
import { putInForce } from './put-in-force.js'

/** What the commands use of an application. */
export type OperatorApp = Pick<FastifyInstance, 'config' | 'db' | 'clock' | 'passwords'>
type UserAct = (db: Kysely<Database>, userId: number, act: Act) => Promise<ActOutcome>

/** Of a service's secret. */
const secretBytes = 32
/** How many users are read at once. */
const pageSize = 100

/** The operator's own act: no admin's, and from no address. */
const actOf = (app: OperatorApp): Act => ({
  actor: null,
  request: { ip: '', id: randomUUID() },
  now: app.clock()
})

const setRole =
  (access_role: Role): UserAct =>
  (db, userId, act) =>
    changeUser(db, userId, { access_role }, act)

const setDisabled =
  (disabled: boolean): UserAct =>
  (db, userId, act) =>
    changeUser(db, userId, { disabled }, act)

/** What can be done to a user, and what is said of them then. */
export const userActs: Readonly<Record<string, { act: UserAct; done: string }>> = {
  promote: { act: setRole('admin'), done: 'is an admin' },
  demote: { act: setRole('basic'), done: 'is a basic user' },
  disable: { act: setDisabled(true), done: 'is disabled' },
  enable: { act: setDisabled(false), done: 'is enabled' },
  'revoke-sessions': { act: revokeSessions, done: 'has no session' },
  delete: { act: deleteUser, done: 'is deleted' }
}

async function findByName({ db }: OperatorApp, name: string): Promise<User> {
  const id = readWhole(name)
  const user = Number.isSafeInteger(id)
    ? await findUser(db, id)
    : isEmail(name) && (await findUserByEmail(db, name))
  if (!user) throw new Error(`There is no user "${name}"`)
  return user
}

/** @param patience how long it may take until all instances know, in seconds */
export async function actOnUser(app: OperatorApp, command: string, name: string, patience: number) {
  const { act, done } = userActs[command] as (typeof userActs)[string]
  const { id, email } = await findByName(app, name)
  const { revocations } = await act(app.db, id, actOf(app))
  await putInForce(app, revocations, patience)
  return `User ${id}, ${email}, ${done}`
}

export async function createAccount(app: OperatorApp, email: string, role: Role) {
  const password = await askPassword()
  app.passwords.check(password, email)
  const passwordHash = await app.passwords.hash(password)
  const { id } = await createVerifiedUser(app.db, { email, role, passwordHash }, actOf(app))
  return `User ${id}, ${email}, is made: ${role}, verified`
}

/** @returns its secret, which is kept as a hash only */
export async function createServiceAccount(app: OperatorApp, name: string) {
  const secret = randomBytes(secretBytes).toString('base64url')
  await createService(app.db, { name, secret }, actOf(app))
  return secret
}

/** A line for each user; the columns are separated by tabs. */
export async function* userLines({ db }: OperatorApp): AsyncGenerator<string> {
  yield ['id', 'email', 'role', 'verified', 'enabled', 'created_at'].join('\t')
  let after: number | undefined = 0
  while (after !== undefined) {
    const users: User[] = await listUsers(db, { limit: pageSize, after })
    for (const user of users) {
      const { id, email, access_role, verified, disabled, created_at } = presentUser(user)
      const states = [verified ? 'verified' : 'unverified', disabled ? 'disabled' : 'enabled']
      yield [id, email, access_role, ...states, created_at].join('\t')
    }
    after = users.at(-1)?.id
  }
}
