import type { Role } from '../../src/tokens/roles.js'

const hour = 3600

/** How long everything lives here, in seconds; the service is given the same. */
export const lives = {
  access: 10 * hour,
  refresh: 24 * hour,
  mailed: hour,
  session: 30 * hour,
  grace: 10
}

export interface Account {
  /** As this test writes addresses: without what comes after the name. */
  address: string
  /** Null until an address is verified: nobody can log in. */
  password: string | null
  role: Role
  isDisabled: boolean
  isDeleted: boolean
}

/** An access or refresh token. */
export interface Token {
  readonly kind: 'access' | 'refresh'
  readonly session: Session
  readonly role: Role
  readonly exp: number
  isRevoked: boolean
}

export interface Pair {
  readonly access: Token
  readonly refresh: Token
}

export class Session {
  hasEnded = false
  newest: Pair
  /** Which refresh token was exchanged for the newest pair, and when that was first answered. */
  rotated: { readonly from: Token; readonly at: number } | null = null

  constructor(
    readonly account: Account,
    readonly begun: number
  ) {
    this.newest = issue(this, begun)
  }
}

/** None of a session's tokens outlives it. */
export function issue(session: Session, now: number): Pair {
  const token = (kind: Token['kind']): Token => {
    const exp = Math.min(now + lives[kind], session.begun + lives.session)
    return { kind, session, role: session.account.role, exp, isRevoked: false }
  }
  return { access: token('access'), refresh: token('refresh') }
}

/** What a link is for. */
export interface Errand {
  readonly purpose: 'sign-up' | 'change-address' | 'reset-password'
  /** Where it is mailed. */
  readonly address: string
  /** The one that a sign-up activates. */
  readonly password: string | null
}

/** A one-time token. */
export interface MailedToken extends Errand {
  readonly kind: 'email' | 'password'
  readonly account: Account
  readonly exp: number
  /** It was used, or void because of another one. */
  isVoid: boolean
  isRevoked: boolean
}

export type Refusal =
  | 'token-expired'
  | 'token-invalid'
  | 'authorisation-required'
  | 'credentials-invalid'
  | 'email-unverified'
  | 'account-disabled'
  | 'user-already-logged-in'
  | 'session-not-found'
  | 'user-not-found'
  | 'self-forbidden'
  | 'last-admin'
export type Outcome = 'ok' | Refusal
