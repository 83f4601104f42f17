import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { type Login, LoginSchema, LogoutQuerySchema, type Tokens } from '../../schemas/account.js'
import type { Status } from '../../schemas/service.js'
import { emailKey } from '../../src/accounts/email.js'
import type { TokenInfo } from '../../src/tokens/claims.js'

const tokensResponse = { 200: Type.Unsafe<Tokens>(Type.Ref('Tokens')) }

const routes: FastifyPluginAsyncTypebox = async (app) => {
  /** Records a login that a limit or a delay rejected: before its body was read, or before its user. */
  function recordLimited(request: FastifyRequest): void {
    const login = request.body as Login | undefined
    const address_hash = login && app.audit.hash(emailKey(login.email))
    const detail = { reason: 'rate-limited', ...(address_hash && { address_hash }) }
    app.audit.record({ type: 'login', outcome: 'failure', request, detail })
  }

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
        summary: 'Log in and get a pair of tokens',
        description:
          'By default, a user has one session: while it is live, another login is rejected. With `takeover`, the login ends all existing sessions of the user instead. The operator can allow several sessions.',
        tags: ['users'],
        body: LoginSchema,
        response: tokensResponse
      },
      onResponse: async (request, reply) => {
        if (reply.statusCode === 429) recordLimited(request)
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
        summary: 'Exchange a refresh token for a new pair of tokens',
        description:
          'Requires a refresh token. Revokes the old access token. A request with the same refresh token returns the same pair until a few seconds after the first response. After that, it ends the session.',
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
        summary: 'Log out: end one or more sessions',
        description:
          "Requires an access token or a refresh token. After the response, no instance of the service accepts a token of the ended sessions. If the token belongs to no session, only the token itself is revoked. `scope` selects the sessions: the current one, the user's other sessions, or all.",
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
