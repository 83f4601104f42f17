import type { TokenInfo } from '../tokens/claims.js'
import type { Revocation } from './revocation-set.js'

/** How long an entry outlives what it covers, in seconds: clocks differ. */
const margin = 3600

/**
 * What ends a token for good, and its session where it has one.
 *
 * @param longestLife the longest life of an access or refresh token, in seconds: a session has
 * tokens that nobody presented here, and its entry must outlive them too
 */
export function revocationsOf(token: TokenInfo, longestLife: number, now: number): Revocation[] {
  const own = { id: token.sub, until: token.exp + margin }
  if (token.sid === undefined) return [own]
  return [own, { id: token.sid, until: Math.max(token.exp, now + longestLife) + margin }]
}
