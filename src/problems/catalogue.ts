interface ProblemEntry {
  readonly status: number
  readonly title: string
  /** The default detail, for code that throws without a more specific one. */
  readonly detail: string
  /** The path of a route that helps. Every detail ends with it. */
  readonly see?: string
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
      'Send exactly one header `Authorization: Bearer <token>`. Tokens in the query string, in cookies or in the body are ignored, except in the forms of the HTML pages of mailed links.',
    headers: { 'www-authenticate': challenge }
  },
  'token-invalid': {
    status: 401,
    title: 'Invalid token',
    detail: 'The token is not valid for this route',
    ofLink:
      'The link was already used, or is no longer valid. If you still need a link, request another mail.',
    remedy:
      'The token is malformed, forged, of another kind, revoked or already used; the response is the same in all cases. Get a new token. A refresh does not help.',
    headers: invalidToken
  },
  'token-expired': {
    status: 401,
    title: 'Expired token',
    detail: 'The token has expired',
    ofLink: 'The link has expired. Request another mail.',
    remedy: 'Get a new token. A client should refresh its tokens only on this problem.',
    headers: invalidToken
  },
  'authorisation-required': {
    status: 401,
    title: 'Role too low',
    detail: 'The role of this token does not permit this request',
    remedy: 'Use a token with the role that `WWW-Authenticate` names in `scope`.'
  },
  'self-forbidden': {
    status: 409,
    title: 'Not on your own account',
    detail: 'An admin cannot demote, disable or delete themselves',
    remedy: 'Ask another admin.'
  },
  'credentials-invalid': {
    status: 401,
    title: 'Wrong credentials',
    detail: 'No account has this address and this password',
    oauth: 'invalid_client',
    remedy:
      'Check both. The response does not reveal whether the address has an account. If it has one, `password_forgotten` mails a link to choose a new password.',
    headers: { 'www-authenticate': challenge }
  },
  'email-unverified': {
    status: 403,
    title: 'Address not verified',
    detail: 'The address of this account is not verified yet',
    remedy: 'Open the link in the mail. `email_verification/resend` mails a new link.'
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
    detail: 'This account already has a live session, and only one is allowed',
    remedy: 'End that session by a logout, or log in with `"takeover": true` to end it.'
  },
  'last-admin': {
    status: 409,
    title: 'Last administrator',
    detail: 'This is the last verified and enabled administrator',
    remedy: 'Make another user with a verified address an administrator first.'
  },
  'validation-failed': {
    status: 400,
    title: 'Invalid input',
    detail: 'The request does not match its schema',
    oauth: 'invalid_request',
    remedy: '`errors` lists each invalid input and what is allowed.'
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
    detail: 'This password is too easy to guess',
    remedy:
      '`detail` contains the reason. Choose a longer password that is not on a list of common passwords, for example several unrelated words. Digits, capital letters and special characters are not required.'
  },
  'film-not-found': {
    status: 404,
    title: 'No such film',
    detail: 'There is no film with this id',
    see: '/films/v1/',
    remedy: 'List the films to learn their ids.'
  },
  'user-not-found': {
    status: 404,
    title: 'No such user',
    detail: 'There is no user with this id',
    see: '/users/v1/',
    remedy: 'List the users to learn their ids. A deleted user cannot be restored.'
  },
  'session-not-found': {
    status: 404,
    title: 'No such session',
    detail: 'You have no session with this id',
    see: '/users/v1/me/sessions',
    remedy: 'List your live sessions. This one may have ended already.'
  },
  'character-not-found': {
    status: 404,
    title: 'No such character',
    detail: 'There is no character with this id',
    see: '/characters/v1/',
    remedy: 'List the characters to learn their ids.'
  },
  'planet-not-found': {
    status: 404,
    title: 'No such planet',
    detail: 'There is no planet with this id',
    see: '/planets/v1/',
    remedy: 'List the planets to learn their ids.'
  },
  'species-not-found': {
    status: 404,
    title: 'No such species',
    detail: 'There is no species with this id',
    see: '/species/v1/',
    remedy: 'List the species to learn their ids.'
  },
  'starship-not-found': {
    status: 404,
    title: 'No such starship',
    detail: 'There is no starship with this id',
    see: '/starships/v1/',
    remedy: 'List the starships to learn their ids.'
  },
  'vehicle-not-found': {
    status: 404,
    title: 'No such vehicle',
    detail: 'There is no vehicle with this id',
    see: '/vehicles/v1/',
    remedy: 'List the vehicles to learn their ids.'
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    detail: 'This URL does not exist',
    see: '/openapi.json',
    remedy: 'The OpenAPI document and Swagger UI list every route.'
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'This URL does not support this method',
    remedy: 'The `Allow` header lists the supported methods.'
  },
  'not-acceptable': {
    status: 406,
    title: 'Not acceptable',
    detail: 'Accept allows none of the media types of this route: application/json',
    remedy: 'Accept `application/json`, or send no Accept header.'
  },
  'request-timeout': {
    status: 408,
    title: 'Request timeout',
    detail: 'The request did not arrive in time',
    remedy: 'Send the headers within 10 seconds, and the whole request within 30 seconds.'
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
    remedy: 'Send a shorter URL, for example with fewer filters or members.'
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    detail: 'This route does not accept bodies of this type',
    oauth: 'invalid_request',
    remedy: 'Send one of the types that `detail` lists, usually `Content-Type: application/json`.'
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    detail: 'Too many requests of this kind; wait before the next one',
    remedy:
      'Wait for the number of seconds in `Retry-After`. To avoid this problem, send fewer requests when `RateLimit-Remaining` in a response is low.',
    headers: { 'retry-after': '60' }
  },
  'headers-too-large': {
    status: 431,
    title: 'Headers too large',
    detail: 'The headers are larger than 16 kB',
    remedy: 'Send fewer or smaller headers. A token has at most 4,096 characters.'
  },
  'service-unavailable': {
    status: 503,
    title: 'Service unavailable',
    detail: 'The service cannot process the request at the moment',
    remedy:
      'Retry after the number of seconds in `Retry-After`. While the service cannot check for revocation, it rejects all tokens.',
    headers: { 'retry-after': '1' }
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    detail: 'An unexpected error occurred',
    remedy: 'Report the `instance` to the operator. The log contains the cause under this id.'
  }
} satisfies Record<string, ProblemEntry>

export type ProblemCode = keyof typeof entries
export const problems: Readonly<Record<ProblemCode, ProblemEntry>> = entries
export const problemCodes = Object.keys(problems) as ProblemCode[]

/**
 * Returns a detail as clients see it.
 *
 * @param basePath the path of the public URL, or an empty string
 */
export function completeDetail(
  code: ProblemCode,
  detail = problems[code].detail,
  basePath = ''
): string {
  const { see } = problems[code]
  return see === undefined ? detail : `${detail}; see ${basePath}${see}`
}

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
