import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { insufficientScope } from '../../src/problems/catalogue.js'
import { type Problem, problem } from '../../src/problems/problem.js'
import { readBearer } from '../../src/tokens/bearer.js'
import type { TokenInfo } from '../../src/tokens/claims.js'
import type { TokenKind } from '../../src/tokens/kinds.js'
import { meetsMinimum, type Role } from '../../src/tokens/roles.js'

declare module 'fastify' {
  /** Who may call a route: `minimumRole`, or `public: true`. Declared here and nowhere else. */
  interface FastifyContextConfig {
    minimumRole?: Role
    public?: true
    /** The kinds of token the route takes; access alone unless it says so. */
    tokenKinds?: readonly TokenKind[]
  }
  interface FastifyRequest {
    /** The verified claims of the token that came with the request; `null` on public routes. */
    tokenInfo: TokenInfo | null
  }
}

type Done = (error?: Error) => void

const accessOnly: readonly TokenKind[] = ['access']

function checkDeclaration({ method, url, config }: RouteOptions): void {
  const isPublic = config?.public === true
  if (isPublic === (config?.minimumRole !== undefined)) {
    throw new Error(
      `Route ${method} ${url} must declare in its config either minimumRole or public: true`
    )
  }
}

/** An answer to one caller: caches keep it for that caller alone and ask before they use it. */
function markAsPrivate(reply: FastifyReply): void {
  const vary = reply.getHeader('vary')
  reply.headers({
    'cache-control': 'private, no-cache',
    vary: vary === undefined ? 'Authorization' : `${vary}, Authorization`
  })
}

/**
 * Authenticates every request but those to public routes and unknown URLs, and enforces the
 * route's minimum role. 401 is decided before a body is read or a query validated.
 */
export default fp(
  async (app) => {
    const { tokens, revocation } = app
    app.decorateRequest('tokenInfo', null)

    // Checked when all are there: the scope of a third-party plugin marks its routes after this hook.
    const declared: RouteOptions[] = []
    app.addHook('onRoute', (route) => void declared.push(route))
    app.addHook('onReady', async () => declared.forEach(checkDeclaration))

    /** Does its work once per request, however often it is called. Nothing is remembered but success. */
    function authenticate(request: FastifyRequest, done: Done): void {
      const { config } = request.routeOptions
      if (config.public || request.tokenInfo !== null) return done()
      const bearer = readBearer(request.raw.rawHeaders)
      if (bearer === null) return done(problem('token-missing'))
      if (bearer === 'ambiguous') return done(problem('token-invalid'))
      const { info } = tokens.verify(bearer.token, config.tokenKinds ?? accessOnly)
      const accept = (isRevoked: boolean) => {
        if (isRevoked) return done(problem('token-invalid'))
        request.tokenInfo = info
        done()
      }
      const isRevoked = revocation.isRevoked(info)
      if (typeof isRevoked === 'boolean') accept(isRevoked)
      else isRevoked.then(accept, done)
    }

    function refusal({ tokenInfo, routeOptions }: FastifyRequest): Problem | undefined {
      const { minimumRole } = routeOptions.config
      if (minimumRole === undefined) return undefined
      if (tokenInfo !== null && meetsMinimum(tokenInfo.access_role, minimumRole)) return undefined
      return problem('authorisation-required', { headers: insufficientScope(minimumRole) })
    }

    app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: Done) => {
      authenticate(request, (error) => {
        if (request.tokenInfo !== null) markAsPrivate(reply)
        done(error ?? refusal(request))
      })
    })
    app.addHook('preHandler', (request, _reply, done) => authenticate(request, done))
  },
  { name: 'auth', dependencies: ['problems', 'tokens', 'revocation'] }
)
