import { bucketOf } from './buckets.js'
import type { Revocation, TokenIds } from './revocation-set.js'

/** How long an entry is kept after the tokens it covers, in seconds: clocks differ. */
export const margin = 3600

/** A token may have a practically unlimited life; the database holds no larger number. */
const endAfter = (exp: number) => Math.min(Math.ceil(exp) + margin, Number.MAX_SAFE_INTEGER)

/** Returns the revocation of one token. */
export function revocationOfToken(token: TokenIds & { readonly exp: number }): Revocation {
  return { id: token.sub, bucket: bucketOf(token), until: endAfter(token.exp) }
}

/**
 * Returns the revocation of a session, which covers every token that was issued in it.
 *
 * @param latestExp the latest `exp` ever issued in it, in seconds since the epoch
 */
export function revocationOfSession(sid: string, latestExp: number): Revocation {
  return { id: sid, bucket: bucketOf({ sub: sid, sid }), until: endAfter(latestExp) }
}

/**
 * Returns the revocations of a token and of its session. The session need not have a row: an
 * application that signs tokens itself may choose any `sid`.
 *
 * @param longestLife the longest life of an access or refresh token, in seconds
 * @param now seconds since the epoch
 */
export function revocationsOf(
  token: TokenIds & { readonly exp: number },
  longestLife: number,
  now: number
): Revocation[] {
  const own = revocationOfToken(token)
  const { sid, exp } = token
  return sid === undefined
    ? [own]
    : [own, revocationOfSession(sid, Math.max(exp, now + longestLife))]
}
