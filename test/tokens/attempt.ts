import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { tokenKindNames } from '../../src/tokens/kinds.js'
import { listen, noon, sendRaw } from '../helper.js'

/** A request as a client sends it. A table lists requests and their expected results. */
export interface Attempt {
  readonly name: string
  /** Sent as the only bearer token … */
  readonly token?: string
  /** … or else the header lines, unchanged. */
  readonly lines?: readonly string[]
  readonly method?: 'GET' | 'POST'
  readonly target?: string
  readonly body?: string
}

const challenge = 'Bearer realm="starwars-api"'
const challenges = {
  'token-missing': challenge,
  'token-invalid': `${challenge}, error="invalid_token"`,
  'token-expired': `${challenge}, error="invalid_token"`,
  'authorisation-required': `${challenge}, error="insufficient_scope", scope="admin"`
}

export interface Rejected extends Attempt {
  /** Default: `token-invalid`. */
  readonly code?: keyof typeof challenges
}

export interface Table {
  readonly rejected: readonly Rejected[]
  /** Valid attempts, which show that the service does not reject everything. */
  readonly accepted: readonly Attempt[]
}

/** Adds a route for each kind of token, and one for admins. */
function addRoutes(server: FastifyInstance): void {
  for (const kind of tokenKindNames) {
    const config = { minimumRole: 'basic', tokenKinds: [kind] } as const
    server.get(`/takes-${kind}`, { config }, async () => ({ kind }))
  }
  server.get('/admin-only', { config: { minimumRole: 'admin' } }, async () => ({ admin: true }))
}

/** The service on a port, with the clock fixed at noon. */
export const serve = (t: Test, env: Record<string, string> = {}) =>
  listen(t, { env, clock: () => noon, before: addRoutes })

/** Sends an attempt over a new socket and returns the relevant parts of the response. */
export async function present(port: number, attempt: Attempt) {
  const { token, lines = [`Authorization: Bearer ${token}`], body = '' } = attempt
  const { method = 'GET', target = '/films/v1/' } = attempt
  const request = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...lines,
    '',
    body
  ].join('\r\n')
  // Latin-1, so that a line may contain any byte.
  const answer = await sendRaw(port, Buffer.from(request, 'latin1'))
  const [head, ...rest] = answer.split('\r\n\r\n') as [string, ...string[]]
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]
  return {
    status: Number(head.split(' ')[1]),
    mediaType: header('content-type'),
    challenge: header('www-authenticate'),
    body: JSON.parse(rest.join('\r\n\r\n'))
  }
}

export async function checkRejected(t: Test, port: number, rows: readonly Rejected[]) {
  for (const row of rows) {
    const { code = 'token-invalid', name } = row
    const { body, ...answer } = await present(port, row)
    t.strictSame(
      { ...answer, code: body.code },
      {
        status: 401,
        mediaType: 'application/problem+json',
        challenge: challenges[code],
        code
      },
      `rejected: ${name}`
    )
  }
}

export async function checkAccepted(t: Test, port: number, rows: readonly Attempt[]) {
  for (const row of rows) {
    const { status, challenge, body } = await present(port, row)
    t.strictSame(
      { status, challenge, code: body.code },
      { status: 200, challenge: undefined, code: undefined },
      `accepted: ${row.name}`
    )
  }
}
