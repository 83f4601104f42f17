import { type Clock, isPositiveInteger, type TokenInfo } from './claims.js'
import type { Keyring } from './keyring.js'
import { isTokenKind, type TokenKind, tokenKindNames, tokenKinds } from './kinds.js'
import { isRole, type Role, roleNames } from './roles.js'

/**
 * Signs a payload with the kind's key `kid`. The header is `{"alg":"HS256","typ":"JWT","kid":…}`.
 */
export type Sign = (kind: TokenKind, kid: string, payload: object) => string

/** How long each kind lives, in hours. */
type Lives = Readonly<Record<TokenKind, number>>

export interface TokenRequest {
  readonly kind: TokenKind
  readonly userId: number
  readonly role: Role
  /** The address that an email token verifies; required for that kind, rejected for others. */
  readonly email?: string
  /** The id of the session; access and refresh tokens only. */
  readonly sid?: string
  /** In hours. Default: the life of the kind. */
  readonly hours?: number
}

type IssueErrorCode =
  | 'kind-unknown'
  | 'user-missing'
  | 'role-unknown'
  | 'life-invalid'
  | 'email-missing'
  | 'session-misplaced'
  | 'key-gone'

export class IssueError extends Error {
  constructor(
    readonly code: IssueErrorCode,
    message: string
  ) {
    super(message)
    this.name = 'IssueError'
  }
}

function check(request: TokenRequest, hours: number, exp: number): void {
  const { kind, userId, role, email, sid } = request
  if (!isPositiveInteger(userId)) {
    throw new IssueError(
      'user-missing',
      'The user id of a token must be a whole number greater than 0'
    )
  }
  if (!isRole(role)) {
    throw new IssueError('role-unknown', `Unknown role "${role}"; allowed: ${roleNames.join(', ')}`)
  }
  if (!(hours > 0) || !Number.isSafeInteger(exp)) {
    throw new IssueError(
      'life-invalid',
      'The life of a token must be a number of hours greater than 0'
    )
  }
  if ((kind === 'email') !== Boolean(email)) {
    throw new IssueError(
      'email-missing',
      'An email token requires an address; other tokens must not have one'
    )
  }
  if (sid !== undefined && kind !== 'access' && kind !== 'refresh') {
    throw new IssueError('session-misplaced', 'Only access and refresh tokens belong to a session')
  }
}

/** A token before it is signed. Signing it again returns the same bytes. */
export interface UnsignedToken {
  readonly kind: TokenKind
  /** The id of the secret that signs the token. */
  readonly kid: string
  readonly claims: Pick<
    TokenInfo,
    'iss' | 'iat' | 'exp' | 'sub' | 'sid' | 'user_id' | 'access_role'
  >
}

/**
 * Creates an issuer of tokens: claims per RFC 7519 §4.1 and the kind's private claim, signed with the
 * kind's first secret.
 *
 * @param options.uuid returns a new random UUID v4, the token's id (`sub`)
 */
export function createIssuer(options: {
  readonly keyring: Keyring
  readonly sign: Sign
  readonly issuer: string
  readonly lives: Lives
  readonly clock: Clock
  readonly uuid: () => string
}) {
  const { keyring, sign: signPayload, issuer, lives, clock, uuid } = options

  /** @throws IssueError with the `code` of what is missing or invalid */
  function prepare(request: TokenRequest): UnsignedToken {
    const { kind, userId, role, email, sid } = request
    if (!isTokenKind(kind)) {
      throw new IssueError(
        'kind-unknown',
        `Unknown kind "${kind}"; allowed: ${tokenKindNames.join(', ')}`
      )
    }
    const iat = Math.floor(clock())
    const hours = request.hours ?? lives[kind]
    const exp = iat + Math.max(1, Math.round(hours * 3600))
    check(request, hours, exp)
    return {
      kind,
      kid: keyring[kind][0].kid,
      claims: {
        iss: issuer,
        iat,
        exp,
        sub: uuid(),
        ...(sid !== undefined && { sid }),
        user_id: userId,
        access_role: role,
        [tokenKinds[kind].claim]: email ?? true
      }
    }
  }

  /** @throws IssueError `key-gone` if the secret of `kid` is no longer configured */
  function sign({ kind, kid, claims }: UnsignedToken): string {
    if (!keyring[kind].some((key) => key.kid === kid)) {
      throw new IssueError(
        'key-gone',
        `The secret "${kid}" for ${kind} tokens is no longer configured`
      )
    }
    return signPayload(kind, kid, claims)
  }

  return {
    prepare,
    sign,
    /** @throws IssueError with the `code` of what is missing or invalid */
    issue: (request: TokenRequest) => sign(prepare(request))
  }
}
