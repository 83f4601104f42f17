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
  /** Stands for the address. */
  readonly name: string
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

function issue(session: Session, now: number): Pair {
  const token = (kind: Token['kind']): Token => {
    const exp = Math.min(now + lives[kind], session.begun + lives.session)
    return { kind, session, role: session.account.role, exp, isRevoked: false }
  }
  return { access: token('access'), refresh: token('refresh') }
}

/** A one-time token: of a sign-up, with the password that it activates, or to set a new one. */
export interface MailedToken {
  readonly kind: 'email' | 'password'
  readonly account: Account
  readonly exp: number
  readonly password: string | null
  /** It was used, or another one was. */
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
export type Outcome = 'ok' | Refusal

/** What the service must do, said as simply as it can be: contract, sections 1, 4 and 5. */
export class Model {
  readonly accounts: Account[] = []
  readonly sessions: Session[] = []
  readonly tokens: Token[] = []
  readonly mailed: MailedToken[] = []

  /** @param now in whole seconds since the epoch */
  constructor(
    readonly isExclusive: boolean,
    public now: number
  ) {}

  accountOf(name: string): Account | undefined {
    return this.accounts.find((account) => account.name === name && !account.isDeleted)
  }

  addAccount(name: string, password: string | null, role: Role): Account {
    const account = { name, password, role, isDisabled: false, isDeleted: false }
    this.accounts.push(account)
    return account
  }

  // What each token is worth.

  /** Of a kind that the route takes. Expiry is looked at before revocation. */
  judge({ exp, isRevoked, session }: Token): Outcome {
    if (this.now >= exp) return 'token-expired'
    return isRevoked || session.hasEnded ? 'token-invalid' : 'ok'
  }

  /** At a route that takes access tokens. Which kind it is shows before whether it has expired. */
  judgeAt(minimumRole: Role, token: Token): Outcome {
    if (token.kind !== 'access') return 'token-invalid'
    const outcome = this.judge(token)
    const isEnough = minimumRole === 'basic' || token.role === 'admin'
    return outcome === 'ok' && !isEnough ? 'authorisation-required' : outcome
  }

  /** What introspection says: a refresh token that was exchanged is good for nothing else. */
  isActive(token: Token): boolean {
    return this.judge(token) === 'ok' && (token.kind === 'access' || this.isNewest(token))
  }

  isNewest(token: Token): boolean {
    return token.session.newest.refresh === token
  }

  judgeMailed({ exp, isVoid, isRevoked, account }: MailedToken): Outcome {
    if (this.now >= exp) return 'token-expired'
    return isVoid || isRevoked || account.isDisabled ? 'token-invalid' : 'ok'
  }

  // What people do.

  /** The answer is always the same. @returns the token that is mailed, if any is */
  signUp(name: string, password: string): MailedToken | null {
    const account = this.accountOf(name) ?? this.addAccount(name, null, 'basic')
    return account.password === null ? this.#mail('email', account, password) : null
  }

  /** The newest sign-up's link once more. @returns the token that is mailed, if any is */
  resend(name: string): MailedToken | null {
    const account = this.accountOf(name)
    if (account === undefined || account.isDisabled) return null
    const signUp = this.#newestSignUp(account)
    return signUp === undefined ? null : this.#mail('email', account, signUp.password)
  }

  /** Activates the password of this very sign-up; all others are void. */
  verify(token: MailedToken): Outcome {
    const outcome = this.judgeMailed(token)
    if (outcome === 'ok') {
      token.account.password = token.password
      this.#voidMailed(token.account)
    }
    return outcome
  }

  logIn(name: string, password: string, takeover: boolean): Pair | Refusal {
    const account = this.accountOf(name)
    if (account === undefined) return 'credentials-invalid'
    const expected = account.password ?? this.#newestSignUp(account)?.password
    if (expected !== password) return 'credentials-invalid'
    if (account.isDisabled) return 'account-disabled'
    if (account.password === null) return 'email-unverified'
    const isOccupied = this.isExclusive && this.#hasLiveSession(account)
    if (isOccupied && !takeover) return 'user-already-logged-in'
    if (this.isExclusive || takeover) this.#endSessions(account)
    const session = new Session(account, this.now)
    this.sessions.push(session)
    return this.#keep(session.newest)
  }

  /** Rotation. The same successor within the grace time; after it, reuse ends the session. */
  refresh(token: Token): Pair | Refusal {
    const { session } = token
    const outcome = this.judge(token)
    if (outcome !== 'ok') return outcome
    if (this.isNewest(token)) {
      session.newest.access.isRevoked = true
      session.newest = issue(session, this.now)
      session.rotated = { from: token, at: this.now }
      return this.#keep(session.newest)
    }
    const { rotated } = session
    if (rotated?.from === token && this.now < rotated.at + lives.grace) return session.newest
    session.hasEnded = true
    return 'token-invalid'
  }

  logOut(token: Token, scope: 'local' | 'others' | 'all'): Outcome {
    const outcome = this.judge(token)
    if (outcome !== 'ok') return outcome
    if (token.kind === 'refresh' && !this.isNewest(token)) return 'token-invalid'
    const { account } = token.session
    if (scope === 'local') token.session.hasEnded = true
    if (scope === 'others') this.#endSessions(account, token.session)
    if (scope === 'all') this.#endSessions(account)
    return 'ok'
  }

  /** Whoever has a token may end its session, also by a refresh token that was exchanged. */
  revoke(token: Token | MailedToken): void {
    if ('account' in token) token.isRevoked = true
    else if (this.judge(token) === 'ok') token.session.hasEnded = true
  }

  endSession(token: Token, session: Session): Outcome {
    const outcome = this.judgeAt('basic', token)
    if (outcome !== 'ok') return outcome
    const isOwn = session.account === token.session.account
    const isInForce = this.tokens.some((one) => one.session === session && this.judge(one) === 'ok')
    if (!isOwn || !isInForce) return 'session-not-found'
    session.hasEnded = true
    return 'ok'
  }

  /** The answer is always the same. @returns the token that is mailed, if any is */
  forgetPassword(name: string): MailedToken | null {
    const account = this.accountOf(name)
    if (account === undefined || account.isDisabled) return null
    return this.#mail('password', account, null)
  }

  /** Also verifies the address, which the mail has proved. */
  resetPassword(token: MailedToken, password: string): Outcome {
    const outcome = this.judgeMailed(token)
    if (outcome === 'ok') this.#setPassword(token.account, password)
    return outcome
  }

  changePassword(token: Token, current: string, password: string): Outcome {
    const outcome = this.judgeAt('basic', token)
    if (outcome !== 'ok') return outcome
    const { account } = token.session
    if (account.password !== current) return 'credentials-invalid'
    this.#setPassword(account, password)
    return 'ok'
  }

  deleteOwn(token: Token, password: string): Outcome {
    const outcome = this.judgeAt('basic', token)
    if (outcome !== 'ok') return outcome
    const { account } = token.session
    if (account.password !== password) return 'credentials-invalid'
    this.delete(account)
    return 'ok'
  }

  // What admins do.

  /** What changes nothing ends nothing. */
  setRole(account: Account, role: Role): void {
    if (account.role !== role) this.#endSessions(account)
    account.role = role
  }

  setDisabled(account: Account, isDisabled: boolean): void {
    if (isDisabled && !account.isDisabled) {
      this.#endSessions(account)
      this.#voidMailed(account)
    }
    account.isDisabled = isDisabled
  }

  delete(account: Account): void {
    account.isDeleted = true
    this.#endSessions(account)
    this.#voidMailed(account)
  }

  // What follows from it.

  #mail(kind: 'email' | 'password', account: Account, password: string | null): MailedToken {
    const exp = this.now + lives.mailed
    const token = { kind, account, exp, password, isVoid: false, isRevoked: false }
    this.mailed.push(token)
    return token
  }

  #voidMailed(account: Account): void {
    for (const token of this.mailed) if (token.account === account) token.isVoid = true
  }

  /** Of those that are pending, whether or not their links have expired. */
  #newestSignUp(account: Account): MailedToken | undefined {
    return this.mailed.findLast(
      (token) => token.account === account && token.kind === 'email' && !token.isVoid
    )
  }

  #setPassword(account: Account, password: string): void {
    account.password = password
    this.#endSessions(account)
    this.#voidMailed(account)
  }

  #hasLiveSession(account: Account): boolean {
    return this.sessions.some(
      ({ account: own, newest }) => own === account && this.judge(newest.refresh) === 'ok'
    )
  }

  #endSessions(account: Account, except?: Session): void {
    for (const session of this.sessions) {
      if (session.account === account && session !== except) session.hasEnded = true
    }
  }

  #keep(pair: Pair): Pair {
    this.tokens.push(pair.access, pair.refresh)
    return pair
  }
}
