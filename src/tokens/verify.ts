import { createBoundedCache } from '../cache/bounded-cache.js'
import { problem } from '../problems/problem.js'
import { type Clock, hasExpired, readClaims, type TokenInfo } from './claims.js'
import { type DecodedToken, decodeToken } from './decode.js'
import type { Keyring } from './keyring.js'
import { kindOf, type TokenKind } from './kinds.js'
import { isSignedBy } from './signature.js'

export interface Verdict {
  readonly kind: TokenKind
  readonly info: TokenInfo
}

interface CachedVerdict extends Verdict {
  readonly token: string
  readonly notBefore: number
}

/** Bounds of the cache of verified tokens: 20,000 tokens of a usual size, about 15 MB. */
const cacheBounds = { entries: 20_000, characters: 16 * 1024 * 1024 }
const charactersPerVerdict = 400

/** The end of the token: its signature (RFC 7515 §3.1). A Map hashes it faster than the whole token. */
const keyOf = (token: string) => token.slice(-43)

/**
 * Returns a function that verifies that a token is genuine, in date and of an accepted kind.
 *
 * It checks neither revocation nor a route's minimum role: every request checks both, outside the cache.
 * The cache holds the verdicts on valid tokens only, keyed by their signature; the whole
 * token, kind, `exp` and `nbf`
 * are checked on each hit.
 *
 * @throws Problem `token-invalid`, `token-expired`
 */
export function createVerifier(options: {
  readonly keyring: Keyring
  readonly issuer: string
  readonly clock: Clock
  /** Replaced in tests, which count the checks. */
  readonly isSigned?: typeof isSignedBy
}): (token: string, accepted: readonly TokenKind[]) => Verdict {
  const { keyring, issuer, clock, isSigned = isSignedBy } = options
  const verified = createBoundedCache<CachedVerdict>(
    cacheBounds,
    ({ token }) => charactersPerVerdict + token.length
  )

  function isGenuine({ header, signed, signature }: DecodedToken, kind: TokenKind): boolean {
    const keys = Object.hasOwn(header, 'kid')
      ? keyring[kind].filter(({ kid }) => kid === header.kid)
      : keyring[kind]
    return keys.some((key) => isSigned(key, signed, signature))
  }

  function verifyAnew(token: string, accepted: readonly TokenKind[], now: number): Verdict {
    const decoded = decodeToken(token)
    if (decoded === null) throw problem('token-invalid')
    const { payload } = decoded
    const kind = kindOf(payload)
    if (kind === null || !accepted.includes(kind)) throw problem('token-invalid')
    if (!isGenuine(decoded, kind)) throw problem('token-invalid')
    const info = readClaims(payload, kind, issuer, now)
    if (info === 'expired') throw problem('token-expired')
    if (info === 'invalid') throw problem('token-invalid')
    const notBefore = (payload.nbf as number | undefined) ?? -Infinity
    const verdict = { token, kind, info, notBefore }
    verified.add(keyOf(token), verdict)
    return verdict
  }

  return function verify(token, accepted) {
    const now = clock()
    const known = verified.get(keyOf(token))
    if (known === undefined || known.token !== token) return verifyAnew(token, accepted, now)
    if (!accepted.includes(known.kind)) throw problem('token-invalid')
    if (hasExpired(known.info, now)) throw problem('token-expired')
    if (known.notBefore > now) throw problem('token-invalid')
    return known
  }
}
