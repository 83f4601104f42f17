import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { LoginSchema, LogoutQuerySchema, type Tokens } from '../../schemas/account.js'
import type { Status } from '../../schemas/service.js'
import type { TokenInfo } from '../../src/tokens/claims.js'

const tokensResponse = { 200: Type.Unsafe<Tokens>(Type.Ref('Tokens')) }

const routes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/users/v1/login',
    {
      config: {
        public: true,
        throttle: 'login',
        neverStored: true,
        problems: [
          'credentials-invalid',
          'account-disabled',
          'email-unverified',
          'user-already-logged-in'
        ]
      },
      schema: {
        operationId: 'login',
        summary: 'Log in: get a pair of tokens',
        description:
          'One login a user, unless the operator allows several: where there is a live session, a login is refused, or ends it with `takeover`.',
        tags: ['users'],
        body: LoginSchema,
        response: tokensResponse
      }
    },
    async (request, reply) => {
      const tokens = await app.accounts.logIn(request.body, request)
      reply.header('cache-control', 'no-store')
      return tokens
    }
  )

  app.post(
    '/users/v1/generate_tokens',
    {
      config: {
        minimumRole: 'basic',
        tokenKinds: ['refresh'],
        throttle: 'refresh',
        neverStored: true
      },
      schema: {
        operationId: 'generateTokens',
        summary: 'Exchange a refresh token for a new pair',
        description:
          'Takes a refresh token, nothing else. The old access token ends. Asked again with the same token, the same pair is answered for a few seconds; later that ends the session.',
        tags: ['users'],
        response: tokensResponse
      }
    },
    async (request, reply) => {
      const tokens = await app.accounts.refresh(request.tokenInfo as TokenInfo, request)
      reply.header('cache-control', 'no-store')
      return tokens
    }
  )

  app.post(
    '/users/v1/logout',
    {
      config: { minimumRole: 'basic', tokenKinds: ['access', 'refresh'] },
      schema: {
        operationId: 'logout',
        summary: 'End sessions, at once and for good',
        description:
          "Takes an access or a refresh token. When this has answered, no instance of the service accepts any token of the sessions that it ended; a token that belongs to no session ends by itself. `scope` says what ends: this session, the user's others, or all.",
        tags: ['users'],
        querystring: LogoutQuerySchema,
        response: { 200: Type.Unsafe<Status>(Type.Ref('Status')) }
      }
    },
    async (request) => {
      const { scope = 'local' } = request.query
      await app.accounts.logOut(request.tokenInfo as TokenInfo, scope, request)
      return { status: 'ok' as const }
    }
  )
}

export default routes
