import type { User } from '../accounts/store/users.js'
import { Problem } from '../problems/problem.js'
import type { RevocationSet } from '../revocation/revocation-set.js'
import type { TokenInfo } from '../tokens/claims.js'
import type { TokenKind } from '../tokens/kinds.js'
import type { Verdict } from '../tokens/verify.js'

/** The dependencies of introspection. */
export interface IntrospectionDependencies {
  verify(token: string, accepted: readonly TokenKind[]): Verdict
  isRevoked: RevocationSet['isRevoked']
  findUser(id: number): Promise<User | undefined>
  isNewestRefresh(token: TokenInfo): Promise<boolean>
}

/** Returns the verdict on a token; null if it is not genuine, has expired or is of another kind. */
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

/** A token of a login requires its user. A token that another application signed needs no user here. */
async function hasUser(
  { sid, user_id }: TokenInfo,
  { findUser }: IntrospectionDependencies
): Promise<boolean> {
  if (sid === undefined) return true
  const user = await findUser(user_id)
  return user !== undefined && user.disabled_at === null
}

/**
 * Introspects a token for a client (RFC 7662 §2.2). Returns the claims of a token that is accepted
 * here; for anything else only that it is not active, without the reason.
 *
 * @throws Problem `service-unavailable` if revocation cannot be checked
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
    // Access tokens only (RFC 6749 §5.1): a refresh token is no bearer token for other routes.
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
