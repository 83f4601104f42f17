import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import app from '../app.js'
import { loadConfig } from '../plugins/external/config.js'
import { serverOptions } from '../server-options.js'
import type { Argon2Costs } from '../src/passwords/hasher.js'
import { type TokenKind, tokenKinds } from '../src/tokens/kinds.js'

/** Secrets of the tests, different for each kind as required. */
export const secrets: Record<TokenKind, string> = {
  access: 'test-secret-of-access-tokens-0123456789',
  refresh: 'test-secret-of-refresh-tokens-0123456789',
  email: 'test-secret-of-email-tokens-0123456789',
  password: 'test-secret-of-password-tokens-0123456789'
}

/** A complete environment without files, servers and generated secrets. */
export const environment: Record<string, string> = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  // Tested separately.
  RATE_LIMIT: 'off',
  JWT_SECRET: secrets.access,
  JWT_REFRESH_SECRET: secrets.refresh,
  JWT_EMAIL_SECRET: secrets.email,
  JWT_PASSWORD_SECRET: secrets.password
}

/** A long timeout, because the test machine may be slow. */
export const longRedisTimeout = { REDIS_TIMEOUT_MS: '10000' }

/** The default timeout, for tests of a slow Redis. */
export const defaultRedisTimeout = { REDIS_TIMEOUT_MS: '250' }

/** 2026-11-23T12:00:00Z, in seconds. */
export const noon = 1_795_435_200

/** Argon2 parameters with almost no cost. */
export const cheapHashes = { memoryCost: 8, timeCost: 1, parallelism: 1 }

export interface BuildOptions {
  readonly env?: Record<string, string>
  readonly clock?: () => number
  readonly argon2?: Argon2Costs
  /** In milliseconds. Test machines are slow, and load shedding is tested separately. */
  readonly maxEventLoopDelay?: number
  /** The directory of the built web page. Default: none was built. */
  readonly webFiles?: string
  /** Runs before the application is registered, to see every route and request. */
  readonly first?: (server: FastifyInstance) => void
  /** Runs before the application is ready, to add routes. */
  readonly before?: (server: FastifyInstance) => Promise<void> | void
}

/**
 * Creates an empty directory. The test removes it at its end.
 *
 * @param parent its parent directory: code that imports packages must be inside the project
 */
export function temporaryDirectory(t: Test, parent = tmpdir()): string {
  const directory = mkdtempSync(join(parent, 'starwars-data-'))
  t.teardown(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Builds the application, waits until it is ready, and closes it with the test. */
export async function build(
  t: Test,
  {
    env = {},
    clock,
    argon2 = cheapHashes,
    maxEventLoopDelay = 0,
    webFiles = '/nonexistent',
    first,
    before
  }: BuildOptions = {}
) {
  const config = loadConfig({
    ...environment,
    ...longRedisTimeout,
    DATA_DIR: temporaryDirectory(t),
    ...env
  })
  const server = Fastify(serverOptions(config))
  t.teardown(() => server.close())
  first?.(server as unknown as FastifyInstance)
  await server.register(app, {
    config,
    argon2,
    maxEventLoopDelay,
    webFiles,
    ...(clock && { clock })
  })
  await before?.(server as unknown as FastifyInstance)
  await server.ready()
  return server
}

/** The same, listening on a free port of the loopback. */
export async function listen(t: Test, options?: BuildOptions) {
  const server = await build(t, options)
  await server.listen({ host: '127.0.0.1', port: 0 })
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return { server, port: address.port, origin: `http://127.0.0.1:${address.port}` }
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export const hs256 = (input: string, secret: string) =>
  createHmac('sha256', secret).update(input).digest('base64url')

/** Signs any header and payload, without the code of the service. */
export function forge(header: unknown, payload: unknown, secret: string): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${hs256(input, secret)}`
}

/** Valid claims of a kind, with changes. A member set to `undefined` is omitted. */
export function claims(kind: TokenKind = 'access', changes: object = {}, now = Date.now() / 1000) {
  const iat = Math.floor(now)
  return {
    iss: 'fathat.org',
    iat,
    exp: iat + 3600,
    sub: randomUUID(),
    user_id: 1,
    access_role: 'basic',
    [tokenKinds[kind].claim]: kind === 'email' ? 'rey@example.org' : true,
    ...changes
  }
}

/** A valid token of a kind, with changed claims. */
export function mint(kind: TokenKind = 'access', changes: object = {}, now?: number): string {
  return forge({ alg: 'HS256', typ: 'JWT' }, claims(kind, changes, now), secrets[kind])
}

/** The path of a module of the project in the current form, compiled or not. */
export const moduleUrl = (name: string) =>
  new URL(`../${name}${import.meta.url.slice(-'.ts'.length)}`, import.meta.url).href

export const programFile = (name: string) => fileURLToPath(moduleUrl(name))

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Sends raw bytes, and returns all data until the connection closes. */
export function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
  })
}
