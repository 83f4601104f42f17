import { problem } from '../../problems/problem.js'
import { requireIssuing } from '../../revocation/recorded-cut-off.js'
import type { TokenInfo } from '../../tokens/claims.js'
import type { AccountContext } from '../account-context.js'
import { markAnswered, rotateSession } from '../rotation.js'
import { type SignedTokens, signPair } from '../sign-pair.js'
import type { Origin } from '../store/events.js'
import { createPair } from '../store/token-pair.js'

/**
 * Exchanges a refresh token for a new pair.
 *
 * @throws Problem `token-invalid`. If the token was exchanged too long ago, its session has ended
 */
export async function refresh(
  context: AccountContext,
  token: TokenInfo,
  request: Origin
): Promise<SignedTokens> {
  const { db, clock, commit, policy, tokens, audit } = context
  const event = { type: 'refresh', userId: token.user_id, request } as const
  const rotation = await commit(async ({ trx, record, revoke, republish }) => {
    await requireIssuing(trx, clock())
    const rotation = await rotateSession(trx, {
      token,
      now: clock(),
      grace: policy.grace,
      createPair: (owner) => createPair(tokens.prepare, owner, policy.maxLife)
    })
    const { outcome, revocations } = rotation
    if (outcome === 'repeated') republish(revocations)
    else await revoke(revocations)
    if (outcome === 'reused') await record({ ...event, type: 'refresh-reuse', outcome: 'failure' })
    else if (outcome !== 'refused') await record({ ...event, outcome: 'success' })
    return rotation
  })
  if (rotation.outcome === 'refused') audit.record({ ...event, outcome: 'failure' })
  if (!('pair' in rotation)) throw problem('token-invalid')
  const { user, sid, pair } = rotation
  await markAnswered(db, sid, pair.refresh.claims.sub, clock())
  return signPair(context, user, pair)
}
