import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { consumeOneTimeToken } from '../../src/accounts/one-time-tokens.js'
import { inTransaction } from '../../src/database/transaction.js'
import { unpublishedAmong } from '../../src/revocation/record.js'
import { revocationsOf } from '../../src/revocation/revocations-of.js'
import { verdictOn } from '../../src/services/introspect.js'
import { tokenKindNames } from '../../src/tokens/kinds.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Revokes a token that somebody possesses, and its session where it has one: also by a refresh
     * token that was exchanged already, for it could still be good for its successor. Anything else
     * is dead as it is (RFC 7009 §2.2).
     */
    revokeToken(request: FastifyRequest, token: string): Promise<void>
  }
}

export default fp(
  async (app) => {
    const { db, clock, tokens, revocationSet, revocation, sessions, events } = app
    const { JWT_ACCESS_HOURS, JWT_REFRESH_HOURS } = app.config.settings
    const longestLife = Math.max(JWT_ACCESS_HOURS, JWT_REFRESH_HOURS) * 3600

    app.decorate('revokeToken', async (request, token) => {
      const verdict = verdictOn(token, tokenKindNames, tokens.verify)
      if (verdict === null) return
      const { info } = verdict
      const { sub, sid, user_id: userId } = info
      if (await revocationSet.isRevoked(info)) {
        // Perhaps the record said so, or a set without its replicas: then it is not in force yet.
        const ids = sid === undefined ? [sub] : [sub, sid]
        return revocation.publish(await unpublishedAmong(db, ids))
      }
      const own = revocationsOf(info, longestLife, clock())
      const revocations = await inTransaction(db, async (trx) => {
        const ended = sid === undefined ? [] : await sessions.end(trx, userId, 'revoked', { sid })
        // A mailed one is used up besides: its page asks for that alone.
        await consumeOneTimeToken(trx, info, clock())
        const all = [...own, ...ended]
        await revocation.record(trx, all)
        const detail = { by: 'revocation', kind: verdict.kind }
        await events.record(trx, { type: 'logout', outcome: 'success', userId, request, detail })
        return all
      })
      await revocation.publish(revocations)
    })
  },
  {
    name: 'token-revocation',
    dependencies: ['config', 'clock', 'database', 'tokens', 'revocation', 'sessions', 'events']
  }
)
