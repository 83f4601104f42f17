import { randomBytes, randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import type { Test } from 'tap'
import app from '../../../app.js'
import { loadConfig } from '../../../plugins/external/config.js'
import { serverOptions } from '../../../server-options.js'
import { createOneTimeToken } from '../../../src/accounts/store/one-time-tokens.js'
import { problem } from '../../../src/problems/problem.js'
import type { Role } from '../../../src/tokens/roles.js'
import { createUser, logIn, type User } from '../../accounts/actors.js'
import { clientOf } from '../../clients/client-app.js'
import { bearer, cheapHashes, claims, environment, mint, temporaryDirectory } from '../../helper.js'
import type { Described } from './described.js'

export const form = 'application/x-www-form-urlencoded'
export const json = 'application/json'

/** The header with which a test makes a request fail with this code. */
export const faultHeader = 'x-fault'

/** All limits are counted, and none is reached. */
const generous = {
  RATE_LIMIT: 'on',
  RATE_LIMIT_ADDRESS_PER_MINUTE: '1000000',
  RATE_LIMIT_ACCOUNT_PER_MINUTE: '1000000',
  RATE_LIMIT_ADDRESS_MAILS_PER_HOUR: '1000000',
  RATE_LIMIT_ACCOUNT_MAILS_PER_HOUR: '1000000'
}

/** The application with rate limits, which fails on request. */
export async function startStage(t: Test, env: Record<string, string> = {}) {
  const config = loadConfig({
    ...environment,
    ...generous,
    DATA_DIR: temporaryDirectory(t),
    ...env
  })
  const server = Fastify(serverOptions(config))
  t.teardown(() => server.close())
  server.addHook('preValidation', async ({ headers }) => {
    const fault = headers[faultHeader]
    if (fault === 'internal-error') throw new Error('a fault')
    if (fault !== undefined) throw problem('service-unavailable')
  })
  await server.register(app, { config, argon2: cheapHashes, maxEventLoopDelay: 0 })
  await server.ready()
  return server
}
export type Stage = Awaited<ReturnType<typeof startStage>>

/** The credentials of a request: a token in a header, in the query or in the form. */
export interface Pass {
  readonly headers: Readonly<Record<string, string>>
  readonly token: string
  /** The user of the pass. */
  readonly user: User
}

/** The kind of token that an operation requires. Default: access. */
const kinds: Readonly<Record<string, 'refresh' | 'email' | 'password'>> = {
  generateTokens: 'refresh',
  verifyEmail: 'email',
  emailVerificationPage: 'email',
  passwordChangePage: 'password',
  sendPasswordForm: 'password'
}
export const kindOf = ({ id }: Described) => kinds[id] ?? 'access'

async function mailedToken(server: Stage, kind: 'email' | 'password') {
  const user = await createUser(server)
  const purpose = kind === 'email' ? ('change-email' as const) : ('reset-password' as const)
  const email = kind === 'email' ? `new.${randomUUID()}@example.org` : null
  const own = claims(kind, { user_id: user.id, ...(email && { email_claim: email }) })
  await createOneTimeToken(
    server.db,
    { claims: own } as never,
    {
      purpose,
      email,
      password_hash: null
    } as never
  )
  return { user, token: mint(kind, own) }
}

async function sessionToken(server: Stage, kind: 'access' | 'refresh', role: Role) {
  const user = await createUser(server, { email: `${randomUUID()}@example.org`, role })
  const tokens = await logIn(server, user)
  return { user, token: kind === 'access' ? tokens.token : tokens.refresh_token }
}

/**
 * Returns passes for an operation: a new one for each request if a request uses it up, or else one
 * for all.
 */
export function passesFor(server: Stage, described: Described): () => Promise<Pass> {
  const kind = kindOf(described)
  const role = roleOf(described)
  const make = async () => {
    const made =
      kind === 'email' || kind === 'password'
        ? await mailedToken(server, kind)
        : await sessionToken(server, kind, role)
    return { ...made, headers: bearer(made.token) }
  }
  if (described.method !== 'GET' && described.id !== 'introspectToken') return make
  let made: Promise<Pass> | undefined
  return () => {
    made ??= make()
    return made
  }
}

export function roleOf({ operation }: Described): Role {
  return (operation as { 'x-minimum-role'?: Role })['x-minimum-role'] ?? 'basic'
}

export const secret = () => randomBytes(16).toString('hex')
export { clientOf }
