import type { Role } from '../../src/tokens/roles.js'
import {
  type Account,
  issue,
  lifetimes,
  type Outcome,
  type Pair,
  type Refusal,
  Session,
  type Token
} from './state.js'

function isNewest(token: Token): boolean {
  return token.session.newest.refresh === token
}

/** The validity of access and refresh tokens, and how sessions begin, continue and end. */
export class SessionModel {
  readonly sessions: Session[] = []
  readonly tokens: Token[] = []

  /** @param now in whole seconds since the epoch */
  constructor(
    readonly isExclusive: boolean,
    public now: number
  ) {}

  /** Validates a token of a kind that the route accepts. Expiry is checked before revocation. */
  validate({ exp, isRevoked, session }: Token): Outcome {
    if (this.now >= exp) return 'token-expired'
    return isRevoked || session.hasEnded ? 'token-invalid' : 'ok'
  }

  /** Validates a token at a route for access tokens. Its kind is checked before its expiry. */
  validateAt(minimumRole: Role, token: Token): Outcome {
    if (token.kind !== 'access') return 'token-invalid'
    const outcome = this.validate(token)
    const isEnough = minimumRole === 'basic' || token.role === 'admin'
    return outcome === 'ok' && !isEnough ? 'authorisation-required' : outcome
  }

  /** The result of introspection. A refresh token that was exchanged is inactive. */
  isActive(token: Token): boolean {
    return this.validate(token) === 'ok' && (token.kind === 'access' || isNewest(token))
  }

  /** Begins a session after a correct password. */
  protected begin(account: Account, takeover: boolean): Pair | Refusal {
    const isOccupied = this.isExclusive && this.#hasLiveSession(account)
    if (isOccupied && !takeover) return 'user-already-logged-in'
    if (this.isExclusive || takeover) this.endSessions(account)
    const session = new Session(account, this.now)
    this.sessions.push(session)
    return this.#keep(session.newest)
  }

  /** Rotation. Reuse within the grace period returns the same successor; later reuse ends the session. */
  refresh(token: Token): Pair | Refusal {
    const { session } = token
    const outcome = this.validate(token)
    if (outcome !== 'ok') return outcome
    if (isNewest(token)) {
      session.newest.access.isRevoked = true
      session.newest = issue(session, this.now)
      session.rotated = { from: token, at: this.now }
      return this.#keep(session.newest)
    }
    const { rotated } = session
    if (rotated?.from === token && this.now < rotated.at + lifetimes.grace) return session.newest
    session.hasEnded = true
    return 'token-invalid'
  }

  logOut(token: Token, scope: 'local' | 'others' | 'all'): Outcome {
    const outcome = this.validate(token)
    if (outcome !== 'ok') return outcome
    if (token.kind === 'refresh' && !isNewest(token)) return 'token-invalid'
    const { account } = token.session
    if (scope === 'local') token.session.hasEnded = true
    if (scope === 'others') this.endSessions(account, token.session)
    if (scope === 'all') this.endSessions(account)
    return 'ok'
  }

  endSession(token: Token, session: Session): Outcome {
    const outcome = this.validateAt('basic', token)
    if (outcome !== 'ok') return outcome
    const isOwn = session.account === token.session.account
    const isInForce = this.tokens.some(
      (one) => one.session === session && this.validate(one) === 'ok'
    )
    if (!isOwn || !isInForce) return 'session-not-found'
    session.hasEnded = true
    return 'ok'
  }

  protected endSessions(account: Account, except?: Session): void {
    for (const session of this.sessions) {
      if (session.account === account && session !== except) session.hasEnded = true
    }
  }

  #hasLiveSession(account: Account): boolean {
    return this.sessions.some(
      ({ account: own, newest }) => own === account && this.validate(newest.refresh) === 'ok'
    )
  }

  #keep(pair: Pair): Pair {
    this.tokens.push(pair.access, pair.refresh)
    return pair
  }
}
