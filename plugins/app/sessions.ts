import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Kysely } from 'kysely'
import type { Tokens } from '../../schemas/account.js'
import { beginSession } from '../../src/accounts/begin-session.js'
import { markAnswered, rotateSession } from '../../src/accounts/rotation.js'
import {
  type EndReason,
  type EndSelection,
  endSessions,
  findSession,
  pruneSessions
} from '../../src/accounts/sessions.js'
import { createPairMaker, type TokenPair } from '../../src/accounts/token-pair.js'
import { lockUser, type User } from '../../src/accounts/users.js'
import { inBatches } from '../../src/database/in-batches.js'
import type { Database } from '../../src/database/schema.js'
import { inTransaction } from '../../src/database/transaction.js'
import { problem } from '../../src/problems/problem.js'
import type { Revocation } from '../../src/revocation/revocation-set.js'
import { margin } from '../../src/revocation/revocations-of.js'
import type { TokenInfo } from '../../src/tokens/claims.js'
import type { UnsignedToken } from '../../src/tokens/issue.js'

declare module 'fastify' {
  interface FastifyInstance {
    sessions: {
      /**
       * Begins a session of a user whose password was right.
       *
       * @returns 'changed' if the account is no longer as it was when the password was checked
       * @throws Problem `user-already-logged-in`
       */
      begin(request: FastifyRequest, user: User, takeover: boolean): Promise<Tokens | 'changed'>
      /**
       * Exchanges a refresh token for a new pair.
       *
       * @throws Problem `token-invalid`; where it was exchanged before, its session has ended
       */
      rotate(request: FastifyRequest, token: TokenInfo): Promise<Tokens>
      /**
       * Ends sessions of a user: all that the selection leaves.
       *
       * @returns to be recorded in the same transaction, and published after it
       */
      end(
        trx: Kysely<Database>,
        userId: number,
        reason: EndReason,
        selection?: EndSelection
      ): Promise<Revocation[]>
      /** Whether no newer refresh token of its session is known: a rotated one is good for nothing else. */
      isNewestRefresh(token: TokenInfo): Promise<boolean>
      /** Deletes sessions whose tokens are all over. Done every ten minutes by itself. */
      prune(): Promise<void>
    }
  }
}

/** In characters; an IPv6 address needs no more. */
const maxAddress = 45
const maxUserAgent = 256
const secondsPerDay = 86_400
/** In milliseconds. */
const pruneInterval = 600_000
const pruneBatch = 200

/** Logins: how they begin, are refreshed, and end. */
export default fp(
  async (app) => {
    const { db, clock, tokens, revocation, events } = app
    const { SESSIONS, SESSION_MAX_DAYS, REFRESH_GRACE_SECONDS } = app.config.settings
    const makePair = createPairMaker(tokens.prepare, SESSION_MAX_DAYS * secondsPerDay)

    function sign(token: UnsignedToken): string {
      try {
        return tokens.sign(token)
      } catch (cause) {
        throw problem('token-invalid', { cause })
      }
    }

    /** @throws Problem `token-invalid` where a secret that a repeated pair needs is gone */
    function answer({ id, email, access_role }: User, { access, refresh }: TokenPair): Tokens {
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

    async function begin(request: FastifyRequest, user: User, takeover: boolean) {
      // A client may say anything of itself, and so may a proxy of it.
      const ip = request.ip.slice(0, maxAddress)
      const userAgent = (request.headers['user-agent'] ?? '').slice(0, maxUserAgent)
      const now = clock()
      const beginning = await inTransaction(db, async (trx) => {
        const beginning = await beginSession(trx, {
          user,
          sid: randomUUID(),
          ip,
          userAgent,
          isExclusive: SESSIONS === 'exclusive',
          takeover,
          now,
          makePair
        })
        if (beginning.outcome !== 'begun') return beginning
        await revocation.record(trx, beginning.revocations)
        const event = { outcome: 'success', userId: user.id, request } as const
        await events.record(trx, { type: 'login', ...event })
        if (beginning.takenOver > 0) {
          await events.record(trx, { type: 'takeover', ...event })
          await app.mail.enqueue(trx, {
            recipient: user.email,
            template: 'session-taken-over',
            data: { at: Math.floor(now), ip, user_agent: userAgent }
          })
        }
        return beginning
      })
      if (beginning.outcome === 'changed') return 'changed'
      if (beginning.outcome === 'occupied') throw problem('user-already-logged-in')
      await revocation.publish(beginning.revocations)
      app.mail.wake()
      return answer(beginning.user, beginning.pair)
    }

    async function rotate(request: FastifyRequest, token: TokenInfo) {
      const rotation = await inTransaction(db, async (trx) => {
        const rotation = await rotateSession(trx, {
          token,
          now: clock(),
          grace: REFRESH_GRACE_SECONDS,
          makePair
        })
        const { outcome, revocations } = rotation
        if (outcome !== 'repeated') await revocation.record(trx, revocations)
        await events.record(trx, {
          type: outcome === 'reused' ? 'refresh-reuse' : 'refresh',
          outcome: 'pair' in rotation ? 'success' : 'failure',
          userId: token.user_id,
          request
        })
        return rotation
      })
      await revocation.publish(rotation.revocations)
      if (!('pair' in rotation)) throw problem('token-invalid')
      const { user, sid, pair } = rotation
      await markAnswered(db, sid, pair.refresh.claims.sub, clock())
      return answer(user, pair)
    }

    const prune = (isClosing?: () => boolean) =>
      inBatches(() => pruneSessions(db, clock() - margin, pruneBatch), isClosing)

    app.decorate('sessions', {
      begin,
      rotate,
      prune,
      async end(trx, userId, reason, selection) {
        await lockUser(trx, userId)
        return endSessions(trx, userId, reason, clock(), selection)
      },
      async isNewestRefresh({ sub, sid, user_id }) {
        if (sid === undefined) return true
        const session = await findSession(db, user_id, sid)
        return session === undefined || session.refresh_sub === sub
      }
    })

    app.background('pruning sessions', pruneInterval, prune)
  },
  {
    name: 'sessions',
    dependencies: [
      'config',
      'clock',
      'tokens',
      'database',
      'migrations',
      'revocation',
      'events',
      'mail',
      'background'
    ]
  }
)
