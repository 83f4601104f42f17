import type { User } from '../accounts/store/users.js'
import { Problem } from '../problems/problem.js'
import type { RevocationSet } from '../revocation/revocation-set.js'
import type { TokenInfo } from '../tokens/claims.js'
import type { TokenKind } from '../tokens/kinds.js'
import type { Verdict } from '../tokens/verify.js'

/** Whom introspection asks. */
export interface IntrospectionDependencies {
  verify(token: string, accepted: readonly TokenKind[]): Verdict
  isRevoked: RevocationSet['isRevoked']
  findUser(id: number): Promise<User | undefined>
  isNewestRefresh(token: TokenInfo): Promise<boolean>
}

/** What a token is, where it is genuine and in date. */
export function verdictOn(
  token: string,
  accepted: readonly TokenKind[],
  verify: IntrospectionDependencies['verify']
): Verdict | null {
  try {
    return verify(token, accepted)
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

/** A token of a login lives with its user; one that another service made has nobody here. */
async function hasUser(
  { sid, user_id }: TokenInfo,
  { findUser }: IntrospectionDependencies
): Promise<boolean> {
  if (sid === undefined) return true
  const user = await findUser(user_id)
  return user !== undefined && user.disabled_at === null
}

/**
 * What another service may know of a token (RFC 7662 §2.2): of one that is accepted here, its
 * claims; of anything else that it is not active, and not why.
 *
 * @throws Problem `service-unavailable` where that cannot be told
 */
export async function introspect(token: string, dependencies: IntrospectionDependencies) {
  const inactive = { active: false as const }
  const verdict = verdictOn(token, ['access', 'refresh'], dependencies.verify)
  if (verdict === null) return inactive
  const { kind, info } = verdict
  if (await dependencies.isRevoked(info)) return inactive
  if (!(await hasUser(info, dependencies))) return inactive
  if (kind === 'refresh' && !(await dependencies.isNewestRefresh(info))) return inactive

  const { iss, sub, sid, iat, exp, user_id, access_role } = info
  return {
    active: true as const,
    kind: kind as 'access' | 'refresh',
    scope: access_role,
    // Of what is presented as a bearer token only (RFC 6749 §5.1): a refresh token opens nothing.
    ...(kind === 'access' && { token_type: 'Bearer' as const }),
    iss,
    sub,
    ...(sid !== undefined && { sid }),
    iat,
    exp,
    user_id,
    access_role
  }
}
