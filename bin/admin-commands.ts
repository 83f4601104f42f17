import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { CommitContext } from '../src/accounts/account-context.js'
import { presentUser } from '../src/accounts/admin-views.js'
import { isEmail } from '../src/accounts/email.js'
import {
  type Act,
  changeUser,
  createVerifiedUser,
  deleteUser,
  revokeSessions
} from '../src/accounts/flows/admin.js'
import { findUser, findUserByEmail, listUsers, type User } from '../src/accounts/store/users.js'
import { createCommit } from '../src/accounts/unit-of-work.js'
import { readWhole } from '../src/query/plain-values.js'
import type { Mark } from '../src/revocation/mark.js'
import type { Revocation } from '../src/revocation/revocation-set.js'
import type { Role } from '../src/tokens/roles.js'
import { askPassword } from './ask-password.js'
import { publishRevocations } from './publish-revocations.js'
import { refuseIfBehind } from './restored-database.js'

/** The parts of the application that the commands use. */
export type OperatorApp = Pick<FastifyInstance, 'config' | 'db' | 'clock' | 'passwords'>
type UserAct = (context: CommitContext, userId: number, act: Act) => Promise<User>

/** How many users one query reads. */
const pageSize = 100

/** An act of the operator: without an admin and without an address. */
export const ownAct = (): Act => ({ actor: null, request: { ip: '', id: randomUUID() } })

/**
 * An operator's act resolves once no instance accepts the revoked tokens.
 *
 * @param timeout how long to wait for the serving process to publish, in seconds
 */
function contextOf(app: OperatorApp, timeout = 0): CommitContext {
  const { db, clock } = app
  const publish = (revocations: readonly Revocation[], reached?: Mark) =>
    publishRevocations(app, { revocations, reached }, timeout)
  return { db, clock, commit: createCommit({ db, clock, publish }) }
}

const setRole =
  (access_role: Role): UserAct =>
  (context, userId, act) =>
    changeUser(context, userId, { access_role }, act)

const setDisabled =
  (disabled: boolean): UserAct =>
  (context, userId, act) =>
    changeUser(context, userId, { disabled }, act)

/** The commands that act on a user, and the result that each one prints. */
export const userActs: Readonly<Record<string, { act: UserAct; done: string }>> = {
  promote: { act: setRole('admin'), done: 'is an admin' },
  demote: { act: setRole('basic'), done: 'is a basic user' },
  disable: { act: setDisabled(true), done: 'is disabled' },
  enable: { act: setDisabled(false), done: 'is enabled' },
  'revoke-sessions': { act: revokeSessions, done: 'has no active session' },
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

/** @param timeout how long to wait for the serving process to publish revocations, in seconds */
export async function actOnUser(app: OperatorApp, command: string, name: string, timeout: number) {
  const { act, done } = userActs[command] as (typeof userActs)[string]
  await refuseIfBehind(app)
  const { id, email } = await findByName(app, name)
  await act(contextOf(app, timeout), id, ownAct())
  return `User ${id}, ${email}, ${done}`
}

export async function createAccount(app: OperatorApp, email: string, role: Role) {
  const password = await askPassword()
  app.passwords.check(password, email)
  const passwordHash = await app.passwords.hash(password)
  const { id } = await createVerifiedUser(contextOf(app), { email, role, passwordHash }, ownAct())
  return `User ${id}, ${email}, is created: role ${role}, verified`
}

/** Yields a header and a line for each user, with tab-separated columns. */
export async function* userLines({ db }: OperatorApp): AsyncGenerator<string> {
  yield ['id', 'email', 'role', 'verified', 'enabled', 'created_at'].join('\t')
  let after: number | undefined = 0
  while (after !== undefined) {
    const users: User[] = await listUsers(db, {}, { limit: pageSize, after })
    for (const user of users) {
      const { id, email, access_role, verified, disabled, created_at } = presentUser(user)
      const states = [verified ? 'verified' : 'unverified', disabled ? 'disabled' : 'enabled']
      yield [id, email, access_role, ...states, created_at].join('\t')
    }
    after = users.at(-1)?.id
  }
}
