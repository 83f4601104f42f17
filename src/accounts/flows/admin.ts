import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema.js'
import { problem } from '../../problems/problem.js'
import { isAdminRole, type Role } from '../../tokens/roles.js'
import type { CommitContext } from '../account-context.js'
import { type Actor, lockActor } from '../actor.js'
import { byOperator, type EventDetail, type EventType, type Origin } from '../store/events.js'
import { adminIds, hasOtherAdmin, lockUsers } from '../store/lock-users.js'
import { makeRoom } from '../store/make-room.js'
import { type EndReason, endSessions, unpublishedEnds } from '../store/sessions.js'
import {
  createUser,
  deleteUser as deleteRow,
  findUser,
  isActingAdmin,
  type NewUser,
  type User
} from '../store/users.js'
import type { UnitOfWork } from '../unit-of-work.js'

/** The actor and the origin of an act on an account. */
export interface Act {
  /** The admin; null for an operator command. */
  readonly actor: Actor | null
  readonly request: Origin
}

interface UserChanges {
  readonly access_role?: Role
  readonly disabled?: boolean
}

function known(user: User | undefined): User {
  if (user === undefined) throw problem('user-not-found')
  return user
}

/**
 * Locks the target of an act, and checks the actor.
 *
 * @throws Problem `user-not-found`, and those of `lockActor`
 */
async function lockTarget(trx: Kysely<Database>, userId: number, { actor }: Act): Promise<User> {
  const locked = await (actor ? lockActor(trx, actor, [userId]) : lockUsers(trx, [userId]))
  return known(locked.get(userId))
}

/**
 * Locks the target of an act that may remove an admin, and all admins; checks the actor.
 *
 * @throws Problem `self-forbidden`, `last-admin`, and those of `lockTarget`
 */
async function lockUnlessLastAdmin(
  trx: Kysely<Database>,
  userId: number,
  { actor }: Act
): Promise<User> {
  const ids = [userId, ...(await adminIds(trx))]
  const locked = await (actor ? lockActor(trx, actor, ids) : lockUsers(trx, ids))
  if (actor?.user.id === userId) throw problem('self-forbidden')
  const user = known(locked.get(userId))
  if (isActingAdmin(user) && !hasOtherAdmin(locked, userId)) throw problem('last-admin')
  return user
}

function recordAct(
  { record }: UnitOfWork,
  { actor, request }: Act,
  type: EventType,
  userId: number,
  detail: EventDetail = {}
): Promise<void> {
  const actorId = actor?.user.id ?? null
  const all = actor ? detail : { ...detail, ...byOperator }
  return record({ type, outcome: 'success', userId, actorId, request, detail: all })
}

async function endAll(unit: UnitOfWork, userId: number, reason: EndReason, now: number) {
  await unit.revoke(await endSessions(unit.trx, userId, reason, now))
}

async function setRole(unit: UnitOfWork, user: User, to: Role, act: Act) {
  await unit.trx.updateTable('users').set({ access_role: to }).where('id', '=', user.id).execute()
  await recordAct(unit, act, 'role-changed', user.id, { from: user.access_role, to })
}

async function disable(unit: UnitOfWork, { id }: User, act: Act, now: number) {
  const disabled_at = Math.floor(now)
  await unit.trx.updateTable('users').set({ disabled_at }).where('id', '=', id).execute()
  await unit.trx.deleteFrom('one_time_tokens').where('user_id', '=', id).execute()
  await recordAct(unit, act, 'disabled', id)
}

async function enable(unit: UnitOfWork, { id }: User, act: Act) {
  await unit.trx.updateTable('users').set({ disabled_at: null }).where('id', '=', id).execute()
  await recordAct(unit, act, 'enabled', id)
}

/**
 * Changes a user's role, or disables or enables the user. A new role and disabling end all sessions;
 * disabling also voids the user's one-time tokens. A change to the same value ends nothing.
 *
 * @throws Problem `user-not-found`, `self-forbidden`, `last-admin`, and those of `lockActor`
 */
export function changeUser(
  { clock, commit }: CommitContext,
  userId: number,
  { access_role: role, disabled }: UserChanges,
  act: Act
): Promise<User> {
  return commit(async (unit) => {
    const { trx } = unit
    const removesAdmin = disabled === true || (role !== undefined && !isAdminRole(role))
    const user = removesAdmin
      ? await lockUnlessLastAdmin(trx, userId, act)
      : await lockTarget(trx, userId, act)

    const isDisabled = user.disabled_at !== null
    const disables = disabled === true && !isDisabled
    const changesRole = role !== undefined && role !== user.access_role
    if (changesRole) await setRole(unit, user, role, act)
    if (disables) await disable(unit, user, act, clock())
    if (disabled === false && isDisabled) await enable(unit, user, act)

    if (changesRole || disables) await endAll(unit, userId, disables ? 'disabled' : 'role', clock())
    // A repeated request publishes the revocations that an interrupted one has recorded.
    else unit.republish(await unpublishedEnds(trx, userId))
    return known(await findUser(trx, userId))
  })
}

/**
 * Deletes a user with all sessions and one-time tokens. Keeps the user's events and the revocations of
 * the user's tokens.
 *
 * @throws Problem `user-not-found`, `self-forbidden`, `last-admin`, and those of `lockActor`
 */
export function deleteUser(
  { clock, commit }: CommitContext,
  userId: number,
  act: Act
): Promise<User> {
  return commit(async (unit) => {
    const user = await lockUnlessLastAdmin(unit.trx, userId, act)
    await endAll(unit, userId, 'deleted', clock())
    await deleteRow(unit.trx, userId)
    await recordAct(unit, act, 'user-deleted', userId)
    return user
  })
}

/** Ends all sessions of a user. @throws Problem `user-not-found`, and those of `lockActor` */
export function revokeSessions(
  { clock, commit }: CommitContext,
  userId: number,
  act: Act
): Promise<User> {
  return commit(async (unit) => {
    const user = await lockTarget(unit.trx, userId, act)
    await endAll(unit, userId, 'revoked', clock())
    await recordAct(unit, act, 'sessions-revoked', userId)
    return user
  })
}

/**
 * Creates an account whose address needs no verification. Pending sign-ups of the address are deleted.
 *
 * @throws Error if the address is taken
 */
export function createVerifiedUser(
  { clock, commit }: CommitContext,
  user: Pick<NewUser, 'email' | 'role'> & { readonly passwordHash: string },
  act: Act
): Promise<User> {
  return commit(async (unit) => {
    const keeper = await makeRoom(unit.trx, user.email)
    if (keeper?.verified_at === null) {
      const who = `user ${keeper.id}, ${keeper.email}`
      throw new Error(`A disabled sign-up has this address. First enable or delete ${who}`)
    }
    if (keeper !== undefined)
      throw new Error(`An account with the address ${user.email} already exists`)
    const now = clock()
    const created = await createUser(unit.trx, { ...user, verifiedAt: now }, now)
    await recordAct(unit, act, 'user-created', created.id, { access_role: user.role })
    return created
  })
}
