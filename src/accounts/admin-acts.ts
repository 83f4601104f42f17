import type { Kysely } from 'kysely'
import type { Database } from '../database/schema.js'
import { inTransaction } from '../database/transaction.js'
import { problem } from '../problems/problem.js'
import { recordRevocations } from '../revocation/record.js'
import type { Revocation } from '../revocation/revocation-set.js'
import type { Role } from '../tokens/roles.js'
import { type Actor, lockActor } from './actor.js'
import { type EventDetail, type EventType, insertEvent, type Origin } from './events.js'
import { adminIds, hasOtherAdmin, lockUsers } from './lock-users.js'
import { makeRoom } from './make-room.js'
import { type EndReason, endSessions, unpublishedEnds } from './sessions.js'
import {
  createUser,
  deleteUser as deleteRow,
  findUser,
  isActingAdmin,
  type NewUser,
  type User
} from './users.js'

/** Who does something to an account, and when. */
export interface Act {
  /** The admin; null for the operator of the service. */
  readonly actor: Actor | null
  readonly request: Origin
  /** Seconds since the epoch. */
  readonly now: number
}

export interface UserChanges {
  readonly access_role?: Role
  readonly disabled?: boolean
}

/** What an act has come to. */
export interface ActOutcome {
  readonly user: User
  /** Recorded; to be published before anybody is told. */
  readonly revocations: readonly Revocation[]
}

function known(user: User | undefined): User {
  if (user === undefined) throw problem('user-not-found')
  return user
}

/**
 * Locks whom an act is about, and checks who acts.
 *
 * @throws Problem `user-not-found`, and those of `lockActor`
 */
async function lockTarget(trx: Kysely<Database>, userId: number, { actor }: Act): Promise<User> {
  const locked = await (actor ? lockActor(trx, actor, [userId]) : lockUsers(trx, [userId]))
  return known(locked.get(userId))
}

/**
 * The same for an act that may take an admin away.
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

function writeDown(
  trx: Kysely<Database>,
  { actor, request, now }: Act,
  type: EventType,
  userId: number,
  detail: EventDetail = {}
): Promise<void> {
  const actorId = actor?.user.id ?? null
  return insertEvent(trx, { type, outcome: 'success', userId, actorId, request, detail }, now)
}

async function endAll(
  trx: Kysely<Database>,
  userId: number,
  reason: EndReason,
  { now }: Act
): Promise<Revocation[]> {
  const revocations = await endSessions(trx, userId, reason, now)
  await recordRevocations(trx, revocations)
  return revocations
}

async function setRole(trx: Kysely<Database>, user: User, to: Role, act: Act) {
  await trx.updateTable('users').set({ access_role: to }).where('id', '=', user.id).execute()
  await writeDown(trx, act, 'role-changed', user.id, { from: user.access_role, to })
}

async function disable(trx: Kysely<Database>, { id }: User, act: Act) {
  const disabled_at = Math.floor(act.now)
  await trx.updateTable('users').set({ disabled_at }).where('id', '=', id).execute()
  await trx.deleteFrom('one_time_tokens').where('user_id', '=', id).execute()
  await writeDown(trx, act, 'disabled', id)
}

async function enable(trx: Kysely<Database>, { id }: User, act: Act) {
  await trx.updateTable('users').set({ disabled_at: null }).where('id', '=', id).execute()
  await writeDown(trx, act, 'enabled', id)
}

/**
 * Changes a user's role, disables or enables them. A new role and disabling end all sessions;
 * disabling also the tokens that were mailed. What changes nothing ends nothing.
 *
 * @throws Problem `user-not-found`, `self-forbidden`, `last-admin`, and those of `lockActor`
 */
export function changeUser(
  db: Kysely<Database>,
  userId: number,
  { access_role: role, disabled }: UserChanges,
  act: Act
): Promise<ActOutcome> {
  return inTransaction(db, async (trx) => {
    const removesAdmin = disabled === true || (role !== undefined && role !== 'admin')
    const user = removesAdmin
      ? await lockUnlessLastAdmin(trx, userId, act)
      : await lockTarget(trx, userId, act)

    const isDisabled = user.disabled_at !== null
    const disables = disabled === true && !isDisabled
    const changesRole = role !== undefined && role !== user.access_role
    if (changesRole) await setRole(trx, user, role, act)
    if (disables) await disable(trx, user, act)
    if (disabled === false && isDisabled) await enable(trx, user, act)

    // One that repeats a request that broke off in between puts in force what that one recorded.
    const revocations =
      changesRole || disables
        ? await endAll(trx, userId, disables ? 'disabled' : 'role', act)
        : await unpublishedEnds(trx, userId)
    return { user: known(await findUser(trx, userId)), revocations }
  })
}

/**
 * Deletes a user, with their sessions and mailed tokens. What was written down about them, and the
 * revocations of their tokens, outlive them.
 *
 * @throws Problem `user-not-found`, `self-forbidden`, `last-admin`, and those of `lockActor`
 */
export function deleteUser(db: Kysely<Database>, userId: number, act: Act): Promise<ActOutcome> {
  return inTransaction(db, async (trx) => {
    const user = await lockUnlessLastAdmin(trx, userId, act)
    const revocations = await endAll(trx, userId, 'deleted', act)
    await deleteRow(trx, userId)
    await writeDown(trx, act, 'user-deleted', userId)
    return { user, revocations }
  })
}

/** Ends all sessions of a user. @throws Problem `user-not-found` */
export function revokeSessions(
  db: Kysely<Database>,
  userId: number,
  act: Act
): Promise<ActOutcome> {
  return inTransaction(db, async (trx) => {
    const user = await lockTarget(trx, userId, act)
    const revocations = await endAll(trx, userId, 'revoked', act)
    await writeDown(trx, act, 'sessions-revoked', userId)
    return { user, revocations }
  })
}

/**
 * Makes an account whose address nobody needs to verify. Pending sign-ups of it make room.
 *
 * @throws Error where the address is taken
 */
export function createVerifiedUser(
  db: Kysely<Database>,
  user: Pick<NewUser, 'email' | 'role'> & { readonly passwordHash: string },
  act: Act
): Promise<User> {
  return inTransaction(db, async (trx) => {
    const keeper = await makeRoom(trx, user.email)
    if (keeper?.verified_at === null) {
      const who = `user ${keeper.id}, ${keeper.email}`
      throw new Error(`This address is disabled: enable or delete ${who}, first`)
    }
    if (keeper !== undefined) throw new Error(`There is an account of ${user.email} already`)
    const created = await createUser(trx, { ...user, verifiedAt: act.now }, act.now)
    await writeDown(trx, act, 'user-created', created.id, { access_role: user.role })
    return created
  })
}
