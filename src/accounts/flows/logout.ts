import type { Kysely } from 'kysely'
import { verdictOn } from '../../clients/introspect.js'
import type { Database } from '../../database/schema.js'
import { problem } from '../../problems/problem.js'
import { unpublishedAmong } from '../../revocation/record.js'
import { revocationsOf } from '../../revocation/revocations-of.js'
import type { TokenInfo } from '../../tokens/claims.js'
import { tokenKindNames } from '../../tokens/kinds.js'
import type { AccountContext } from '../account-context.js'
import { type Actor, hasEnded, lockActor } from '../actor.js'
import type { Origin } from '../store/events.js'
import { consumeOneTimeToken } from '../store/one-time-tokens.js'
import { endSessions, findSession, isLive } from '../store/sessions.js'
import { lockUser } from '../store/users.js'

export type LogoutScope = 'local' | 'others' | 'all'

/** Locks the user first: a token that another request revokes meanwhile must not end a newer session. */
async function checkScope(
  trx: Kysely<Database>,
  { sub, sid, user_id, refresh_claim }: TokenInfo,
  scope: LogoutScope,
  now: number
): Promise<void> {
  await lockUser(trx, user_id)
  const session = sid === undefined ? undefined : await findSession(trx, user_id, sid)
  const isExchanged = refresh_claim && session && session.refresh_sub !== sub
  if (isExchanged) throw problem('token-invalid')
  if (scope === 'local') return
  const mayEndMore = sid !== undefined && session !== undefined && isLive(session, now)
  if (!mayEndMore || (await hasEnded(trx, user_id, { sub, sid }))) throw problem('token-invalid')
}

/**
 * Ends the token's session, the user's other sessions, or all of them. Without a session only the token
 * itself is revoked.
 *
 * @throws Problem `token-invalid` for a refresh token that was exchanged for a newer one, and for
 * `others` and `all` unless the token's session is live
 */
export async function logOut(
  { clock, commit, policy }: AccountContext,
  token: TokenInfo,
  scope: LogoutScope,
  request: Origin
): Promise<void> {
  const { user_id: userId, sid } = token
  const selection = { local: { sid }, others: { except: sid }, all: {} }[scope]
  const own = scope === 'others' ? [] : revocationsOf(token, policy.longestTokenLife, clock())
  await commit(async ({ trx, record, revoke }) => {
    await checkScope(trx, token, scope, clock())
    const hasNoSession = scope === 'local' && sid === undefined
    const ended = hasNoSession ? [] : await endSessions(trx, userId, 'logout', clock(), selection)
    await revoke([...own, ...ended])
    await record({ type: 'logout', outcome: 'success', userId, request, detail: { scope } })
  })
}

/**
 * Ends one of a user's own sessions.
 *
 * @throws Problem `session-not-found`, and those of `lockActor`
 */
export async function endOwnSession(
  { clock, commit }: AccountContext,
  actor: Actor,
  sid: string,
  request: Origin
): Promise<void> {
  const userId = actor.user.id
  await commit(async ({ trx, record, revoke }) => {
    await lockActor(trx, actor)
    const ended = await endSessions(trx, userId, 'revoked', clock(), { sid })
    if (!ended.some(({ id }) => id === sid)) throw problem('session-not-found')
    await revoke(ended)
    await record({ type: 'session-ended', outcome: 'success', userId, request, detail: { sid } })
  })
}

/**
 * Revokes a token that the caller possesses, and its session (RFC 7009). An exchanged refresh token
 * also ends its session, because it may still return its successor. Ignores anything else: it is
 * invalid already (RFC 7009 §2.2).
 */
export async function revokeToken(
  { clock, commit, policy, tokens, revocationSet }: AccountContext,
  token: string,
  request: Origin
): Promise<void> {
  const verdict = verdictOn(token, tokenKindNames, tokens.verify)
  if (verdict === null) return
  const { info, kind } = verdict
  const { sub, sid, user_id: userId } = info
  const isRevoked = await revocationSet.isRevoked(info)
  await commit(async ({ trx, record, revoke, republish }) => {
    if (isRevoked) {
      // Perhaps only in the record, or on a Redis server without its replicas: then it is not published yet.
      republish(await unpublishedAmong(trx, sid === undefined ? [sub] : [sub, sid]))
      return
    }
    const own = revocationsOf(info, policy.longestTokenLife, clock())
    await lockUser(trx, userId)
    const ended =
      sid === undefined ? [] : await endSessions(trx, userId, 'revoked', clock(), { sid })
    // Consumes a one-time token, too: its page checks nothing else.
    await consumeOneTimeToken(trx, info, clock())
    await revoke([...own, ...ended])
    const detail = { by: 'revocation', kind }
    await record({ type: 'logout', outcome: 'success', userId, request, detail })
  })
}
