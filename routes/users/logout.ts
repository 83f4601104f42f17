import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { LogoutQuerySchema, type Status } from '../../schemas/service.js'
import { revocationOfSession, revocationOfToken } from '../../src/revocation/revocations-of.js'
import type { TokenInfo } from '../../src/tokens/claims.js'

const routes: FastifyPluginAsyncTypebox = async (app) => {
  const { JWT_ACCESS_HOURS, JWT_REFRESH_HOURS } = app.config.settings
  const longestLife = Math.max(JWT_ACCESS_HOURS, JWT_REFRESH_HOURS) * 3600

  app.post(
    '/users/v1/logout',
    {
      config: { minimumRole: 'basic', tokenKinds: ['access', 'refresh'] },
      schema: {
        operationId: 'logout',
        summary: 'Revoke the presented token, at once and for good',
        description:
          'Takes an access or a refresh token. When this has answered, no instance of the service accepts it again; where it belongs to a session, neither any other token of that session.',
        tags: ['users'],
        querystring: LogoutQuerySchema,
        response: { 200: Type.Unsafe<Status>(Type.Ref('Status')) }
      }
    },
    async (request) => {
      const token = request.tokenInfo as TokenInfo
      const revocations = [revocationOfToken(token)]
      if (token.sid !== undefined) {
        revocations.push(
          revocationOfSession(token.sid, Math.max(token.exp, app.clock() + longestLife))
        )
      }
      await app.revocation.record(app.db, revocations)
      await app.revocation.publish(revocations)
      return { status: 'ok' as const }
    }
  )
}

export default routes
