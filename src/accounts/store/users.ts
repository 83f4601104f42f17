import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database, UserTable } from '../../database/schema.js'
import { isAdminRole, type Role } from '../../tokens/roles.js'
import { emailKey } from '../email.js'
import { foldCase } from '../fold.js'
import { isAddressOf, usersByAddress } from './by-address.js'
import { newestSignUp } from './one-time-tokens.js'

export type User = Selectable<UserTable>

export interface NewUser {
  readonly email: string
  readonly role: Role
  /** Null until the address is verified: a pending sign-up keeps its hash with its one-time token. */
  readonly passwordHash: string | null
  /** Seconds since the epoch, or null. */
  readonly verifiedAt: number | null
}

/**
 * @param now seconds since the epoch
 * @throws a unique violation if the address is taken
 */
export function createUser(
  db: Kysely<Database>,
  { email, role, passwordHash, verifiedAt }: NewUser,
  now: number
): Promise<User> {
  return db
    .insertInto('users')
    .values({
      email,
      email_key: emailKey(email),
      password_hash: passwordHash,
      access_role: role,
      created_at: Math.floor(now),
      verified_at: verifiedAt === null ? null : Math.floor(verifiedAt),
      disabled_at: null
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function findUser(db: Kysely<Database>, id: number): Promise<User | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A filter that is missing selects all users. */
interface UserFilters {
  /** A part of the address, in any case. A domain is also found by its DNS name. */
  readonly search?: string | undefined
  readonly role?: Role | undefined
  readonly isDisabled?: boolean | undefined
  readonly isVerified?: boolean | undefined
}

/** A pattern of LIKE for the texts that contain a part. */
const containing = (part: string) => `%${part.replace(/[!%_]/g, '!$&')}%`

function hasInAddress(search: string) {
  const parts = [
    ['email', search],
    ['email_key', foldCase(search)],
    ['email_key', emailKey(search)],
    ['fold_key', foldCase(search)]
  ] as const
  const conditions = parts.map(
    ([column, part]) => sql`${sql.ref(column)} like ${containing(part)} escape '!'`
  )
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`
}

/** Lists users in the order of their ids, from the one after `after`. */
export function listUsers(
  db: Kysely<Database>,
  { search, role, isDisabled, isVerified }: UserFilters,
  { limit, after }: { readonly limit: number; readonly after: number }
): Promise<User[]> {
  let rows = db.selectFrom('users').selectAll().where('id', '>', after)
  if (search !== undefined) rows = rows.where(hasInAddress(search))
  if (role !== undefined) rows = rows.where('access_role', '=', role)
  if (isDisabled !== undefined) rows = rows.where('disabled_at', isDisabled ? 'is not' : 'is', null)
  if (isVerified !== undefined) rows = rows.where('verified_at', isVerified ? 'is not' : 'is', null)
  return rows.orderBy('id').limit(limit).execute()
}

/** Finds a user by address, without regard to case. */
export async function findUserByEmail(
  db: Kysely<Database>,
  email: string
): Promise<User | undefined> {
  const [user] = await usersByAddress(db, email)
  return user
}

/**
 * Locks a user until the transaction ends. Other transactions that lock the same user wait, and then
 * see its changes. Writes a column's own value, because PostgreSQL does not allow writing `id`, and
 * SQLite has no row lock for reads.
 *
 * @returns the user's current row; undefined if there is none (any more)
 */
export function lockUser(trx: Kysely<Database>, id: number): Promise<User | undefined> {
  return trx
    .updateTable('users')
    .set((row) => ({ disabled_at: row.ref('disabled_at') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Locks a user by address. @returns undefined also if the address changed before the lock */
export async function lockUserByEmail(
  trx: Kysely<Database>,
  email: string
): Promise<User | undefined> {
  const found = await findUserByEmail(trx, email)
  const user = found && (await lockUser(trx, found.id))
  return user && isAddressOf(user, email) ? user : undefined
}

/** Sets a new hash of the same password, unless the password was changed meanwhile. */
export async function renewPasswordHash(
  db: Kysely<Database>,
  { id, password_hash }: User,
  renewed: string
): Promise<void> {
  await db
    .updateTable('users')
    .set({ password_hash: renewed })
    .where('id', '=', id)
    .where('password_hash', '=', password_hash)
    .execute()
}

/** The password hash of an unverified user's newest sign-up. */
export async function pendingPasswordHash(
  db: Kysely<Database>,
  userId: number
): Promise<string | null> {
  const signUp = await newestSignUp(db, userId)
  return signUp?.password_hash ?? null
}

/** Whether a user has the rights of an admin and can log in. That needs a verified address. */
export const isActingAdmin = ({ access_role, disabled_at, verified_at }: User) =>
  isAdminRole(access_role) && disabled_at === null && verified_at !== null

/** Deletes a user with all dependent rows. Events and revocations are kept. */
export async function deleteUser(trx: Kysely<Database>, id: number): Promise<void> {
  await trx.deleteFrom('users').where('id', '=', id).execute()
}
