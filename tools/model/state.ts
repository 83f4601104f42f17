import type { Role } from '../../src/tokens/roles.js'

const hour = 3600

/** Lifetimes, in seconds. The instances have the same settings. */
export const lifetimes = {
  access: 10 * hour,
  refresh: 24 * hour,
  mailed: hour,
  session: 30 * hour,
  grace: 10
}

export interface Account {
  /** The name alone; `System.emailOf` returns the full address. */
  address: string
  /** Null until an address is verified: until then, logins fail. */
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
  /** The refresh token that was exchanged for the newest pair, and the time of the first exchange. */
  rotated: { readonly from: Token; readonly at: number } | null = null

  constructor(
    readonly account: Account,
    readonly begun: number
  ) {
    this.newest = issue(this, begun)
  }
}

/** Issues a token pair. No token outlives its session. */
export function issue(session: Session, now: number): Pair {
  const token = (kind: Token['kind']): Token => {
    const exp = Math.min(now + lifetimes[kind], session.begun + lifetimes.session)
    return { kind, session, role: session.account.role, exp, isRevoked: false }
  }
  return { access: token('access'), refresh: token('refresh') }
}

/** The purpose of a mailed link, and its data. */
export interface LinkData {
  readonly purpose: 'sign-up' | 'change-address' | 'reset-password'
  /** The recipient of the mail. */
  readonly address: string
  /** The password that a confirmed sign-up activates. */
  readonly password: string | null
}

/** A one-time token. */
export interface MailedToken extends LinkData {
  readonly kind: 'email' | 'password'
  readonly account: Account
  readonly exp: number
  /** It was used, or another token voided it. */
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
