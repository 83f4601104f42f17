import { problem } from '../problems/problem.js'
import type { UnsignedToken } from '../tokens/issue.js'
import type { Role } from '../tokens/roles.js'
import type { AccountContext } from './account-context.js'
import type { TokenPair } from './store/token-pair.js'
import type { User } from './store/users.js'

/** The response of a login and of a refresh. */
export interface SignedTokens {
  token: string
  refresh_token: string
  token_type: 'Bearer'
  /** In seconds. */
  expires_in: number
  user_id: number
  email: string
  access_role: Role
}

/** @throws Problem `token-invalid` if the secret of a repeated pair is no longer configured */
export function signPair(
  { clock, tokens }: Pick<AccountContext, 'clock' | 'tokens'>,
  { id, email, access_role }: User,
  { access, refresh }: TokenPair
): SignedTokens {
  function sign(token: UnsignedToken): string {
    try {
      return tokens.sign(token)
    } catch (cause) {
      throw problem('token-invalid', { cause })
    }
  }
  return {
    token: sign(access),
    refresh_token: sign(refresh),
    token_type: 'Bearer',
    expires_in: Math.max(0, access.claims.exp - Math.floor(clock())),
    user_id: id,
    email,
    access_role
  }
}
