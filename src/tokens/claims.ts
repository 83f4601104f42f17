import { type TokenKind, tokenKinds } from './kinds.js'
import { isRole, type Role } from './roles.js'

/** Seconds since the epoch, with fractions. */
export type Clock = () => number

/** A token's claims (RFC 7519 §4), as a handler sees them: these members only. */
export interface TokenInfo {
  readonly iss: string
  readonly iat: number
  readonly exp: number
  readonly sub: string
  readonly sid?: string
  readonly user_id: number
  readonly access_role: Role
  readonly standard_claim?: true
  readonly refresh_claim?: true
  readonly email_claim?: string
  readonly password_claim?: true
}

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** How far `iat` may be in the future, in seconds: the clocks of applications that sign tokens differ. */
const iatTolerance = 60

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value)
export const isPositiveInteger = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0
const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && uuidText.test(value)

/** Whether a token has expired: from its `exp` on, without leeway. */
export function hasExpired(token: { readonly exp: number }, now: number): boolean {
  return now >= token.exp
}

/**
 * Checks the claims of a payload with a verified signature, `exp` first.
 *
 * @param now seconds since the epoch
 * @returns the claims of the contract only, frozen; ids in lower case (RFC 9562 §4)
 * @returns 'expired' from `exp` on, 'invalid' for anything else
 */
export function readClaims(
  payload: Readonly<Record<string, unknown>>,
  kind: TokenKind,
  issuer: string,
  now: number
): TokenInfo | 'expired' | 'invalid' {
  const { exp, iat, nbf, iss, sub, sid, user_id, access_role } = payload
  if (!isFiniteNumber(exp)) return 'invalid'
  if (hasExpired({ exp }, now)) return 'expired'
  const sound =
    isFiniteNumber(iat) &&
    iat <= now + iatTolerance &&
    (!Object.hasOwn(payload, 'nbf') || (isFiniteNumber(nbf) && nbf <= now)) &&
    iss === issuer &&
    !Object.hasOwn(payload, 'aud') &&
    isUuid(sub) &&
    (!Object.hasOwn(payload, 'sid') || isUuid(sid)) &&
    isPositiveInteger(user_id) &&
    isRole(access_role)
  if (!sound) return 'invalid'
  const { claim } = tokenKinds[kind]
  return Object.freeze({
    iss: issuer,
    iat,
    exp,
    sub: sub.toLowerCase(),
    ...(isUuid(sid) && { sid: sid.toLowerCase() }),
    user_id,
    access_role,
    [claim]: payload[claim]
  })
}
