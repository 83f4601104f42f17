import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RouteOptions
} from 'fastify'
import { problem } from '../../../src/problems/problem.js'
import { hasBody } from '../../../src/query/has-body.js'
import { isForm } from '../../../src/query/is-form.js'
import { readBearer } from '../../../src/tokens/bearer.js'
import type { TokenInfo } from '../../../src/tokens/claims.js'
import type { TokenKind } from '../../../src/tokens/kinds.js'
import { roleRefusal } from '../../../src/tokens/role-refusal.js'
import { isRole, type Role } from '../../../src/tokens/roles.js'

declare module 'fastify' {
  /** Who may call a route: `minimumRole`, or `public: true`. Declared here and nowhere else. */
  interface FastifyContextConfig {
    minimumRole?: Role
    public?: true
    /** The kinds of token the route takes; access alone unless it says so. */
    tokenKinds?: readonly TokenKind[]
    /**
     * The route takes an HTML form whose member `token` is the token, too (RFC 6750 §2.2): the pages
     * that mailed links open have no script that could set a header.
     */
    tokenInForm?: true
  }
  interface FastifyRequest {
    /** The verified claims of the token that came with the request; `null` on public routes. */
    tokenInfo: TokenInfo | null
  }
}

type Done = (error?: Error) => void
type Policy = Pick<
  FastifyContextConfig,
  'minimumRole' | 'public' | 'tokenKinds' | 'tokenInForm' | 'clients'
>

const accessOnly: readonly TokenKind[] = ['access']

function checkDeclaration({ method, url, config }: RouteOptions): void {
  const isPublic = config?.public === true
  if (isPublic === isRole(config?.minimumRole)) {
    throw new Error(
      `Route ${method} ${url} must declare in its config either minimumRole or public: true`
    )
  }
}

/** Unknown URLs are public; a plugin that serves files comes here with one of its own. */
function policyOf(request: FastifyRequest): Policy {
  return request.is404 ? { public: true } : request.routeOptions.config
}

const bringsTokenInForm = ({ headers }: FastifyRequest, policy: Policy): boolean =>
  policy.tokenInForm === true && isForm(headers['content-type'])

/** One token in one place: a form that comes with a header as well is ambiguous (RFC 6750 §2). */
function readFormToken({ body, raw }: FastifyRequest): ReturnType<typeof readBearer> {
  if (readBearer(raw.rawHeaders) !== null) return 'ambiguous'
  const token = (body as { readonly token?: unknown } | null | undefined)?.token
  return typeof token === 'string' && token !== '' ? { token } : null
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
 * route's minimum role. 401 is decided before a body is read or a query validated, and once more
 * when the body is complete.
 */
export function addAuthentication(app: FastifyInstance): void {
  const { tokens, revocationSet, clients } = app
  app.decorateRequest('tokenInfo', null)
  // Node drops what comes after 2,000 headers, a second Authorization too; their size is bounded.
  app.server.maxHeadersCount = 0

  // Checked when all are there: the scope of a third-party plugin marks its routes after this hook.
  const declared: RouteOptions[] = []
  app.addHook('onRoute', (route) => void declared.push(route))
  app.addHook('onReady', async () => declared.forEach(checkDeclaration))

  function presentedToken(request: FastifyRequest, policy: Policy) {
    const bearer = bringsTokenInForm(request, policy)
      ? readFormToken(request)
      : readBearer(request.raw.rawHeaders)
    if (bearer === null) throw problem('token-missing')
    if (bearer === 'ambiguous') throw problem('token-invalid')
    return tokens.verify(bearer.token, policy.tokenKinds ?? accessOnly).info
  }

  /** Does its work once per request, however often it is called. Nothing but success is remembered. */
  function authenticate(request: FastifyRequest, policy: Policy, done: Done): void {
    if (request.tokenInfo !== null || policy.public) {
      done()
      return
    }
    if (policy.clients && readBearer(request.raw.rawHeaders) === null) {
      clients.authenticate(request).then(() => done(), done)
      return
    }
    const info = presentedToken(request, policy)
    const settle = (isRevoked: boolean) => {
      if (!isRevoked) request.tokenInfo = info
      done(isRevoked ? problem('token-invalid') : undefined)
    }
    const isRevoked = revocationSet.isRevoked(info)
    if (typeof isRevoked === 'boolean') settle(isRevoked)
    else isRevoked.then(settle, done)
  }

  /** Authenticates, and enforces the route's minimum role. */
  function admit(request: FastifyRequest, reply: FastifyReply, policy: Policy, done: Done): void {
    authenticate(request, policy, (error) => {
      const { tokenInfo } = request
      if (tokenInfo === null) {
        done(error)
        return
      }
      markAsPrivate(reply)
      const { minimumRole } = policy
      done(minimumRole && roleRefusal(tokenInfo.access_role, minimumRole))
    })
  }

  /** A body may take long: what ended the caller's authority meanwhile decides. */
  function authenticateAgain(request: FastifyRequest, done: Done): void {
    request.tokenInfo = null
    request.client = null
    authenticate(request, policyOf(request), done)
  }

  app.addHook('onRequest', (request, reply, done) => {
    const policy = policyOf(request)
    // Its token comes with the body, which is read and held against its schema first.
    if (bringsTokenInForm(request, policy)) done()
    else admit(request, reply, policy, done)
  })
  // Finds it done but for forms, and asks again where a body came after the headers; nothing reaches
  // a handler past it, whatever becomes of the hook above.
  app.addHook('preHandler', (request, reply, done) => {
    const isAdmitted = request.tokenInfo !== null || request.client !== null
    if (!isAdmitted) admit(request, reply, policyOf(request), done)
    else if (hasBody(request.headers)) authenticateAgain(request, done)
    else done()
  })
}
