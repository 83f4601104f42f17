import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Kysely } from 'kysely'
import type { LogoutScope } from '../../schemas/account.js'
import { hasEnded, lockActor } from '../../src/accounts/actor.js'
import { findSession, isLive } from '../../src/accounts/sessions.js'
import { lockUser } from '../../src/accounts/users.js'
import type { Database } from '../../src/database/schema.js'
import { inTransaction } from '../../src/database/transaction.js'
import { problem } from '../../src/problems/problem.js'
import { revocationsOf } from '../../src/revocation/revocations-of.js'
import type { TokenInfo } from '../../src/tokens/claims.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Ends the token's session, the user's other sessions, or all of them. A token that belongs to
     * no session is its own.
     *
     * @throws Problem `token-invalid` for a refresh token that was exchanged for a newer one, and
     * for `others` and `all` unless the token's session is live
     */
    logout(request: FastifyRequest, token: TokenInfo, scope: LogoutScope): Promise<void>
    /**
     * Ends one of the caller's sessions.
     *
     * @returns whether there was one
     */
    endOwnSession(request: FastifyRequest, sid: string): Promise<boolean>
  }
}

export default fp(
  async (app) => {
    const { db, clock, revocation, sessions, events } = app
    const { JWT_ACCESS_HOURS, JWT_REFRESH_HOURS } = app.config.settings
    const longestLife = Math.max(JWT_ACCESS_HOURS, JWT_REFRESH_HOURS) * 3600

    /** Decided with the user locked: a token that died on the way must not end a newer session. */
    async function checkScope(trx: Kysely<Database>, token: TokenInfo, scope: LogoutScope) {
      const { sub, sid, user_id } = token
      await lockUser(trx, user_id)
      const session = sid === undefined ? undefined : await findSession(trx, user_id, sid)
      const isExchanged = token.refresh_claim && session && session.refresh_sub !== sub
      if (isExchanged) throw problem('token-invalid')
      if (scope === 'local') return
      const mayEndMore = sid !== undefined && session !== undefined && isLive(session, clock())
      if (!mayEndMore || (await hasEnded(trx, user_id, { sub, sid })))
        throw problem('token-invalid')
    }

    app.decorate('logout', async (request, token, scope) => {
      const { user_id: userId, sid } = token
      const selection = { local: { sid }, others: { except: sid }, all: {} }[scope]
      const own = scope === 'others' ? [] : revocationsOf(token, longestLife, clock())
      const revocations = await inTransaction(db, async (trx) => {
        await checkScope(trx, token, scope)
        const isNothing = scope === 'local' && sid === undefined
        const ended = isNothing ? [] : await sessions.end(trx, userId, 'logout', selection)
        const all = [...own, ...ended]
        await revocation.record(trx, all)
        const detail = { scope }
        await events.record(trx, { type: 'logout', outcome: 'success', userId, request, detail })
        return all
      })
      await revocation.publish(revocations)
    })

    app.decorate('endOwnSession', async (request, sid) => {
      const { actor } = request
      const userId = actor.user.id
      const revocations = await inTransaction(db, async (trx) => {
        await lockActor(trx, actor)
        const ended = await sessions.end(trx, userId, 'revoked', { sid })
        if (!ended.some(({ id }) => id === sid)) return null
        await revocation.record(trx, ended)
        const detail = { sid }
        await events.record(trx, {
          type: 'session-ended',
          outcome: 'success',
          userId,
          request,
          detail
        })
        return ended
      })
      if (revocations === null) return false
      await revocation.publish(revocations)
      return true
    })
  },
  {
    name: 'logout',
    dependencies: ['config', 'clock', 'database', 'revocation', 'accounts', 'sessions', 'events']
  }
)
