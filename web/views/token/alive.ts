import { dataOf, type Problem, problemOf, unreachable } from '../../api/problem.js'
import { api } from '../../api/session.js'
import { baseUrl } from '../../api/settings.js'
import type { Kind } from './inspect.js'

/** What the service says about a token. */
export interface Verdict {
  readonly state: 'alive' | 'dead' | 'unknown'
  readonly words: string
}

const reasons: Readonly<Record<string, string>> = {
  'token-expired': 'The service answered token-expired: its time is over.',
  'token-invalid':
    'The service answered token-invalid: it is forged, malformed, of the wrong kind, or revoked. The answer does not tell which.'
}

/** An access token is asked by a request with it, which this page sends to its own origin only. */
async function askAccess(token: string): Promise<Verdict> {
  const response = await fetch(`${baseUrl}/films/v1/schema`, {
    headers: { authorization: `Bearer ${token}` },
    cache: 'no-store'
  }).catch(() => {
    throw unreachable
  })
  if (response.ok)
    return { state: 'alive', words: `GET /films/v1/schema was answered ${response.status}.` }
  const problem: Problem = problemOf(await response.json().catch(() => null), response)
  if (response.status !== 401) throw problem
  return { state: 'dead', words: reasons[problem.code ?? ''] ?? problem.title }
}

/** Introspection uses nothing up (RFC 7662). */
async function introspect(token: string): Promise<Verdict> {
  const answer = await dataOf(
    api.POST('/tokens/v1/introspect', {
      body: { token },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      bodySerializer: (body: { readonly token: string }) =>
        new URLSearchParams({ token: body.token }).toString()
    })
  )
  return answer.active
    ? { state: 'alive', words: 'Introspection answered that it is active.' }
    : {
        state: 'dead',
        words:
          'Introspection answered that it is not active: expired, revoked, exchanged, or never valid.'
      }
}

/** Why a token of a kind cannot be asked; null if it can. */
export function whyNot(kind: Kind | null, isAdmin: boolean): string | null {
  if (kind === null) return 'The page does not ask about a token without a kind: no route takes it.'
  if (kind === 'access' || (kind === 'refresh' && isAdmin)) return null
  if (kind === 'refresh') {
    return 'Asking would use it up: only an exchange shows whether a refresh token is alive. A signed-in admin can ask by introspection.'
  }
  return `Asking would use it up: ${kind === 'email' ? 'an' : 'a'} ${kind} token works once, and introspection tells nothing about it.`
}

/**
 * Asks the service whether a token is alive.
 *
 * @throws Problem if the service did not say
 */
export const askService = (token: string, kind: Kind): Promise<Verdict> =>
  kind === 'access' ? askAccess(token) : introspect(token)
