import { bucketOf } from './buckets.js'
import type { Revocation, TokenIds } from './revocation-set.js'

/** How long an entry outlives what it covers, in seconds: clocks differ. */
export const margin = 3600

/** A token may be made to live for ever; the database counts no further than this. */
const endAfter = (exp: number) => Math.min(Math.ceil(exp) + margin, Number.MAX_SAFE_INTEGER)

/** What ends one token for good. */
export function revocationOfToken(token: TokenIds & { readonly exp: number }): Revocation {
  return { id: token.sub, bucket: bucketOf(token), until: endAfter(token.exp) }
}

/**
 * What ends a session, and with it every token that was ever issued in it.
 *
 * @param latestExp the latest `exp` ever issued in it, in seconds since the epoch
 */
export function revocationOfSession(sid: string, latestExp: number): Revocation {
  return { id: sid, bucket: bucketOf({ sub: sid, sid }), until: endAfter(latestExp) }
}

/**
 * What ends a token and, where it belongs to one, its session, whatever is known of that here: a
 * service that mints tokens may have named one without a row.
 *
 * @param longestLife the longest life of an access or refresh token, in seconds
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
