import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { Status } from '../../schemas/service.js'
import { type IntrospectionView, TokenFormSchema } from '../../schemas/token-service.js'
import { isNewestRefresh } from '../../src/accounts/store/sessions.js'
import { findUser } from '../../src/accounts/store/users.js'
import { type IntrospectionDependencies, introspect } from '../../src/clients/introspect.js'
import { describable, oauthErrorOf, oauthErrors } from '../../src/clients/oauth-error.js'
import { problemFromError } from '../../src/problems/from-error.js'
import { formType } from '../../src/query/headers.js'

const form = [formType]

/** Introspects and revokes tokens in the formats of OAuth: bodies are forms, errors are OAuth errors. */
const routes: FastifyPluginAsyncTypebox = async (app) => {
  const dependencies: IntrospectionDependencies = {
    verify: app.tokens.verify,
    isRevoked: app.revocationSet.isRevoked,
    isNewestRefresh: (token) => isNewestRefresh(app.db, token),
    findUser: (id) => findUser(app.db, id)
  }

  app.removeContentTypeParser('application/json')
  app.setErrorHandler((thrown, _request, reply) => {
    const problem = problemFromError(thrown)
    const error = oauthErrorOf(problem.code)
    if (error === undefined) throw thrown
    reply
      .code(oauthErrors[error].status)
      .headers(problem.headers)
      .header('cache-control', 'no-store')
    return reply.send({ error, error_description: describable(problem.message) })
  })

  app.post(
    '/tokens/v1/introspect',
    {
      config: {
        minimumRole: 'admin',
        requiresAccount: true,
        clients: true,
        takesForm: true,
        answersOAuth: true,
        neverStored: true
      },
      schema: {
        operationId: 'introspectToken',
        summary: 'Check whether a token is valid, and get its claims',
        description:
          'Token introspection (RFC 7662). Requires client credentials, or the access token of an admin. Returns the claims of a valid access or refresh token; anything else is not active.',
        tags: ['tokens'],
        consumes: form,
        body: TokenFormSchema,
        response: { 200: Type.Unsafe<IntrospectionView>(Type.Ref('Introspection')) }
      }
    },
    async ({ body: { token } }, reply) => {
      reply.header('cache-control', 'no-store')
      return introspect(token, dependencies)
    }
  )

  app.post(
    '/tokens/v1/revoke',
    {
      config: {
        public: true,
        throttle: 'revoke',
        takesForm: true,
        answersOAuth: true,
        neverStored: true
      },
      schema: {
        operationId: 'revokeToken',
        summary: 'Revoke a token and its session',
        description:
          'Token revocation (RFC 7009). Requires no credentials besides the token. The response is the same for a token that is invalid or has expired.',
        tags: ['tokens'],
        consumes: form,
        body: TokenFormSchema,
        response: { 200: Type.Unsafe<Status>(Type.Ref('Status')) }
      }
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      await app.accounts.revokeToken(request.body.token, request)
      return { status: 'ok' as const }
    }
  )
}

export default routes
