import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { createUser as insertUser } from '../../src/accounts/store/users.js'
import type { Role } from '../../src/tokens/roles.js'
import { bearer, type build } from '../helper.js'

export type App = Awaited<ReturnType<typeof build>> | FastifyInstance

export const goodPassword = 'rainbow harvest under twin suns'

export interface Person {
  readonly email?: string
  readonly password?: string
  readonly role?: Role
  /** False for a user whose address is not verified yet. */
  readonly isVerified?: boolean
}

let count = 0

/** Inserts a user into the database, by default with a verified address. */
export async function createUser(app: App, person: Person = {}) {
  const {
    email = `rey.${++count}@example.org`,
    password = goodPassword,
    role = 'basic',
    isVerified = true
  } = person
  const now = app.clock()
  const passwordHash = isVerified ? await app.passwords.hash(password) : null
  const verifiedAt = isVerified ? now : null
  const user = await insertUser(app.db, { email, role, passwordHash, verifiedAt }, now)
  if (!isVerified) await signUpAgain(app, user, password)
  return { ...user, password }
}

/** Inserts a pending sign-up of a user whose address is not verified. */
async function signUpAgain(app: App, { id }: { id: number }, password: string) {
  const created = Math.floor(app.clock())
  await app.db
    .insertInto('one_time_tokens')
    .values({
      sub: randomUUID(),
      user_id: id,
      purpose: 'signup',
      email: null,
      password_hash: await app.passwords.hash(password),
      created_at: created,
      exp: created + 3600
    })
    .execute()
}

/** Disables a user without ending their sessions. */
export async function disable(app: App, { id }: { id: number }) {
  const disabled_at = Math.floor(app.clock())
  await app.db.updateTable('users').set({ disabled_at }).where('id', '=', id).execute()
}

export type User = Awaited<ReturnType<typeof createUser>>

/** The tokens in the response to a login or a refresh. */
export interface Tokens {
  readonly token: string
  readonly refresh_token: string
}

export const post = (app: App, url: string, body: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body)
  })

/** Repeats the request while the response is 503, as clients of an overloaded server do. */
export async function patiently<Answer extends { readonly statusCode: number }>(
  ask: () => Promise<Answer>
): Promise<Answer> {
  const answer = await ask()
  return answer.statusCode === 503 ? patiently(ask) : answer
}

export const tryLogin = (
  app: App,
  { email, password }: Pick<User, 'email' | 'password'>,
  more: object = {},
  headers?: Record<string, string>
) => post(app, '/users/v1/login', { email, password, ...more }, headers)

/** @throws Error if the login fails */
export async function logIn(app: App, user: User, more?: object): Promise<Tokens> {
  const answer = await tryLogin(app, user, more)
  if (answer.statusCode !== 200) throw new Error(`login: ${answer.body}`)
  return answer.json()
}

export const logOut = (app: App, token: string, query = '') =>
  app.inject({ method: 'POST', url: `/users/v1/logout${query}`, headers: bearer(token) })

export const refresh = (app: App, token: string) =>
  app.inject({ method: 'POST', url: '/users/v1/generate_tokens', headers: bearer(token) })

export const getMe = (app: App, token: string, path = '') =>
  app.inject({ url: `/users/v1/me${path}`, headers: bearer(token) })

export const endSession = (app: App, token: string, sid: string) =>
  app.inject({ method: 'DELETE', url: `/users/v1/me/sessions/${sid}`, headers: bearer(token) })

export const deleteMe = (app: App, token: string, password: string) =>
  app.inject({
    method: 'DELETE',
    url: '/users/v1/me',
    headers: bearer(token),
    payload: { password }
  })

/** Returns whether the films accept the token. */
export async function opensFilms(app: App, token: string): Promise<boolean> {
  const { statusCode } = await app.inject({ url: '/films/v1/', headers: bearer(token) })
  if (statusCode !== 200 && statusCode !== 401) throw new Error(`films: ${statusCode}`)
  return statusCode === 200
}

/** The claims of a token, unverified. */
export const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
