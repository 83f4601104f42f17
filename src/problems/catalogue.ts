interface ProblemEntry {
  readonly status: number
  readonly title: string
  /** The default detail, for code that throws without a more specific one. */
  readonly detail: string
  /** What a client can do about it. Shown on the problem's page. */
  readonly remedy: string
  readonly headers?: Readonly<Record<string, string>>
  /** The error of OAuth that takes its place on OAuth's routes (RFC 6749 §5.2). */
  readonly oauth?: 'invalid_request' | 'invalid_client'
  /** What the page of a mailed link says instead of `detail`. */
  readonly ofLink?: string
}

/** A challenge has an `error` only if the request has a token (RFC 6750 §3). */
const challenge = 'Bearer realm="starwars-api"'
const invalidToken = { 'www-authenticate': `${challenge}, error="invalid_token"` }

/** Returns the challenge for a token whose role is below the route's minimum (RFC 6750 §3.1). */
export function insufficientScope(minimumRole: string) {
  return {
    'www-authenticate': `${challenge}, error="insufficient_scope", scope="${minimumRole}"`
  }
}

/**
 * Every error that the service can return, by its stable code. It is the only source of the responses,
 * of the OpenAPI document's error responses and of the pages under `/problems/` (RFC 9457 §3.1.1).
 */
const entries = {
  'token-missing': {
    status: 401,
    title: 'No token',
    detail: 'No authorization token provided',
    remedy:
      'Send one header `Authorization: Bearer <token>`. The query string and cookies are never read; of bodies, only the forms of the pages that mailed links open.',
    headers: { 'www-authenticate': challenge }
  },
  'token-invalid': {
    status: 401,
    title: 'Invalid token',
    detail: 'The token is not valid here',
    ofLink:
      'The link was used already, or is not the newest one any more. If you still need one, ask for another mail.',
    remedy:
      'Malformed, forged, of another kind, revoked or used up: one answer for all. Get a new token; refreshing will not help.',
    headers: invalidToken
  },
  'token-expired': {
    status: 401,
    title: 'Expired token',
    detail: 'The token has expired',
    ofLink: 'The link has expired. Ask for another mail.',
    remedy: 'Get a new token. This is the one answer on which a client should refresh.',
    headers: invalidToken
  },
  'authorisation-required': {
    status: 401,
    title: 'Role too low',
    detail: 'The role of this token may not do this',
    remedy: 'Use a token with the role that `WWW-Authenticate` names in `scope`.'
  },
  'self-forbidden': {
    status: 409,
    title: 'Not to yourself',
    detail: 'An admin cannot demote, disable or delete themselves',
    remedy: 'Ask another admin.'
  },
  'credentials-invalid': {
    status: 401,
    title: 'Wrong credentials',
    detail: 'No account has this address and this password',
    oauth: 'invalid_client',
    remedy:
      'Check both. Whether the address is known is not told; `password_forgotten` sends a link to it if it is.',
    headers: { 'www-authenticate': challenge }
  },
  'email-unverified': {
    status: 403,
    title: 'Address not verified',
    detail: 'The address of this account is not verified yet',
    remedy: 'Open the link in the mail; `email_verification/resend` sends another one.'
  },
  'account-disabled': {
    status: 403,
    title: 'Account disabled',
    detail: 'This account is disabled',
    remedy: 'Ask an administrator.'
  },
  'user-already-logged-in': {
    status: 409,
    title: 'Already logged in',
    detail: 'This account has a live session, and there may be only one',
    remedy: 'Log out there, or log in with `"takeover": true`, which ends it.'
  },
  'last-admin': {
    status: 409,
    title: 'Last administrator',
    detail: 'This is the last enabled administrator',
    remedy: 'Make somebody else one first.'
  },
  'validation-failed': {
    status: 400,
    title: 'Invalid input',
    detail: 'The request does not fit its schema',
    oauth: 'invalid_request',
    remedy: '`errors` names each input that is wrong and what is allowed there.'
  },
  'json-unreadable': {
    status: 400,
    title: 'Unreadable JSON',
    detail: 'The body is not JSON',
    oauth: 'invalid_request',
    remedy: 'Send a JSON document (RFC 8259) in UTF-8.'
  },
  'url-invalid': {
    status: 400,
    title: 'Invalid URL',
    detail: 'The request target is not a URL',
    remedy: 'Percent-encode the path and the query string (RFC 3986 §2.1).'
  },
  'request-malformed': {
    status: 400,
    title: 'Malformed request',
    detail: 'The bytes received are not an HTTP/1.1 request',
    remedy: 'Send well-formed HTTP (RFC 9112); a Content-Length must match the body.'
  },
  'password-weak': {
    status: 400,
    title: 'Weak password',
    detail: 'This password is guessed too easily',
    remedy:
      '`detail` tells the reason. Take a longer one that is on no list of common passwords, such as several words that have nothing to do with each other; no mixture of characters is asked for.'
  },
  'film-not-found': {
    status: 404,
    title: 'No such film',
    detail: 'There is no film with this id; see /films/v1/',
    remedy: 'List the films to learn their ids.'
  },
  'user-not-found': {
    status: 404,
    title: 'No such user',
    detail: 'There is no user with this id; see /users/v1/',
    remedy: 'List the users to learn their ids. A deleted user does not come back.'
  },
  'session-not-found': {
    status: 404,
    title: 'No such session',
    detail: 'You have no session with this id; see /users/v1/me/sessions',
    remedy: 'List your sessions: it may have ended by itself.'
  },
  'character-not-found': {
    status: 404,
    title: 'No such character',
    detail: 'There is no character with this id; see /characters/v1/',
    remedy: 'List the characters to learn their ids.'
  },
  'planet-not-found': {
    status: 404,
    title: 'No such planet',
    detail: 'There is no planet with this id; see /planets/v1/',
    remedy: 'List the planets to learn their ids.'
  },
  'species-not-found': {
    status: 404,
    title: 'No such species',
    detail: 'There is no species with this id; see /species/v1/',
    remedy: 'List the species to learn their ids.'
  },
  'starship-not-found': {
    status: 404,
    title: 'No such starship',
    detail: 'There is no starship with this id; see /starships/v1/',
    remedy: 'List the starships to learn their ids.'
  },
  'vehicle-not-found': {
    status: 404,
    title: 'No such vehicle',
    detail: 'There is no vehicle with this id; see /vehicles/v1/',
    remedy: 'List the vehicles to learn their ids.'
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    detail: 'There is nothing at this URL; see /openapi.json for what there is',
    remedy: 'The OpenAPI document and Swagger UI list every route.'
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'This URL does not answer to this method',
    remedy: 'The `Allow` header names the methods that it does answer to.'
  },
  'not-acceptable': {
    status: 406,
    title: 'Not acceptable',
    detail: 'None of the media types in Accept can be made here; allowed: application/json',
    remedy: 'Accept `application/json`, or send no Accept header.'
  },
  'request-timeout': {
    status: 408,
    title: 'Request timeout',
    detail: 'The request did not arrive in time',
    remedy: 'Send headers within 10 seconds and the whole request within 30.'
  },
  'payload-too-large': {
    status: 413,
    title: 'Body too large',
    detail: 'The body is larger than 64 kB',
    remedy: 'Send a smaller body.'
  },
  'uri-too-long': {
    status: 414,
    title: 'URL too long',
    detail: 'The URL is longer than 8,192 characters',
    remedy: 'Ask for less at once.'
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    detail: 'The body is of a type that is not read here',
    oauth: 'invalid_request',
    remedy: 'Send one of the types that `detail` names, mostly `Content-Type: application/json`.'
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    detail: 'Too many requests of this kind; wait before the next one',
    remedy:
      'Wait the seconds in `Retry-After`. `RateLimit-Remaining` of the answers before tells when to slow down.',
    headers: { 'retry-after': '60' }
  },
  'headers-too-large': {
    status: 431,
    title: 'Headers too large',
    detail: 'The headers are larger than 16 kB',
    remedy: 'Send fewer or smaller headers; tokens are at most 4,096 characters.'
  },
  'service-unavailable': {
    status: 503,
    title: 'Service unavailable',
    detail: 'The service cannot answer just now',
    remedy:
      'Try again after the seconds in `Retry-After`. A token that cannot be checked is never let through.',
    headers: { 'retry-after': '1' }
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong here',
    remedy: 'Report the `instance`: the log has the cause under that id.'
  }
} satisfies Record<string, ProblemEntry>

export type ProblemCode = keyof typeof entries
export const problems: Readonly<Record<ProblemCode, ProblemEntry>> = entries
export const problemCodes = Object.keys(problems) as ProblemCode[]

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code)
}

/** Groups codes by their status, in the catalogue's order. */
export function byStatus(codes: readonly ProblemCode[]): Map<number, ProblemCode[]> {
  const groups = new Map<number, ProblemCode[]>()
  for (const code of problemCodes.filter((known) => codes.includes(known))) {
    const { status } = problems[code]
    groups.set(status, [...(groups.get(status) ?? []), code])
  }
  return groups
}
