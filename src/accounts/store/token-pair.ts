import type { TokenRequest, UnsignedToken } from '../../tokens/issue.js'
import type { User } from './users.js'

/** The newest tokens of a session, before they are signed. */
export interface TokenPair {
  readonly access: UnsignedToken
  readonly refresh: UnsignedToken
}

/** The user and the session of a pair. */
export interface PairOwner {
  readonly user: Pick<User, 'id' | 'access_role'>
  readonly sid: string
  /** When the session was begun, in seconds since the epoch. */
  readonly createdAt: number
}

function endBy({ kind, kid, claims }: UnsignedToken, end: number): UnsignedToken {
  return { kind, kid, claims: { ...claims, exp: Math.min(claims.exp, end) } }
}

/**
 * Creates the tokens of a session. No token outlives its session.
 *
 * @param maxLife of a session, in seconds
 */
export function createPair(
  prepare: (request: TokenRequest) => UnsignedToken,
  { user, sid, createdAt }: PairOwner,
  maxLife: number
): TokenPair {
  const end = createdAt + Math.max(1, Math.floor(maxLife))
  const request = { userId: user.id, role: user.access_role, sid }
  return {
    access: endBy(prepare({ kind: 'access', ...request }), end),
    refresh: endBy(prepare({ kind: 'refresh', ...request }), end)
  }
}

/** The columns of a session's row that a new pair sets. */
export function columnsOf({ access, refresh }: TokenPair) {
  return {
    access_sub: access.claims.sub,
    access_exp: access.claims.exp,
    refresh_sub: refresh.claims.sub,
    refresh_exp: refresh.claims.exp
  }
}
