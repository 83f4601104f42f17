import { createBoundedCache } from '../cache/bounded-cache.js'
import { problem } from '../problems/problem.js'
import { type Clock, hasExpired, readClaims, type TokenInfo } from './claims.js'
import { decodeToken } from './decode.js'
import type { Keyring } from './keyring.js'
import { kindOf, type TokenKind } from './kinds.js'

/** The signature functions, which @fastify/jwt implements. */
export interface Signatures {
  /** Signs a payload with the kind's key `kid`. The header is `{"alg":"HS256","typ":"JWT","kid":…}`. */
  sign(kind: TokenKind, kid: string, payload: object): string
  /** Whether that key signed the token. Compares in constant time; checks the signature alone. */
  isSignedBy(kind: TokenKind, kid: string, token: string): boolean
}

export interface Verdict {
  readonly kind: TokenKind
  readonly info: TokenInfo
}

interface CachedVerdict extends Verdict {
  readonly notBefore: number
}

/** Bounds of the cache of verified tokens: 20,000 tokens of a usual size, about 15 MB. */
const cacheBounds = { entries: 20_000, characters: 16 * 1024 * 1024 }
const charactersPerVerdict = 400

/**
 * Returns a function that verifies that a token is genuine, in date and of an accepted kind.
 *
 * It checks neither revocation nor a route's minimum role: every request checks both, outside the cache.
 * The cache holds the verdicts on valid tokens only, keyed by the whole token; kind, `exp` and `nbf`
 * are checked on each hit.
 *
 * @throws Problem `token-invalid`, `token-expired`
 */
export function createVerifier(options: {
  readonly keyring: Keyring
  readonly signatures: Signatures
  readonly issuer: string
  readonly clock: Clock
}): (token: string, accepted: readonly TokenKind[]) => Verdict {
  const { keyring, signatures, issuer, clock } = options
  const verified = createBoundedCache<CachedVerdict>(cacheBounds, () => charactersPerVerdict)

  function isGenuine(token: string, kind: TokenKind, header: { readonly kid?: unknown }): boolean {
    const keys = Object.hasOwn(header, 'kid')
      ? keyring[kind].filter(({ kid }) => kid === header.kid)
      : keyring[kind]
    return keys.some(({ kid }) => signatures.isSignedBy(kind, kid, token))
  }

  function verifyAnew(token: string, accepted: readonly TokenKind[], now: number): Verdict {
    const decoded = decodeToken(token)
    if (decoded === null) throw problem('token-invalid')
    const { header, payload } = decoded
    const kind = kindOf(payload)
    if (kind === null || !accepted.includes(kind)) throw problem('token-invalid')
    if (!isGenuine(token, kind, header)) throw problem('token-invalid')
    const info = readClaims(payload, kind, issuer, now)
    if (info === 'expired') throw problem('token-expired')
    if (info === 'invalid') throw problem('token-invalid')
    const verdict = { kind, info, notBefore: (payload.nbf as number | undefined) ?? -Infinity }
    verified.add(token, verdict)
    return verdict
  }

  return function verify(token, accepted) {
    const now = clock()
    const known = verified.get(token)
    if (known === undefined) return verifyAnew(token, accepted, now)
    if (!accepted.includes(known.kind)) throw problem('token-invalid')
    if (hasExpired(known.info, now)) throw problem('token-expired')
    if (known.notBefore > now) throw problem('token-invalid')
    return known
  }
}
