import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RouteOptions
} from 'fastify'
import { Problem, problem } from '../../../src/problems/problem.js'
import { hasBody, isForm } from '../../../src/query/headers.js'
import { readBearer } from '../../../src/tokens/bearer.js'
import type { TokenInfo } from '../../../src/tokens/claims.js'
import type { TokenKind } from '../../../src/tokens/kinds.js'
import { roleRefusal } from '../../../src/tokens/role-refusal.js'
import { isRole } from '../../../src/tokens/roles.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The verified claims of the request's token; `null` on public routes. */
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

/** Unknown URLs are public, also those that a plugin for static files reports as not found. */
function policyOf(request: FastifyRequest): Policy {
  return request.is404 ? { public: true } : request.routeOptions.config
}

const bringsTokenInForm = ({ headers }: FastifyRequest, policy: Policy): boolean =>
  policy.tokenInForm === true && isForm(headers['content-type'])

/**
 * Reads the token of a form. A form together with an Authorization header is ambiguous: a request
 * must carry its token only once (RFC 6750 §2).
 */
function readFormToken({ body, raw }: FastifyRequest): ReturnType<typeof readBearer> {
  if (readBearer(raw.rawHeaders) !== null) return 'ambiguous'
  const token = (body as { readonly token?: unknown } | null | undefined)?.token
  return typeof token === 'string' && token !== '' ? { token } : null
}

/**
 * Marks a response for one caller: only private caches store it, and they revalidate it before use.
 */
function markAsPrivate(reply: FastifyReply): void {
  const vary = reply.getHeader('vary')
  reply.header('cache-control', 'private, no-cache')
  reply.header('vary', vary === undefined ? 'Authorization' : `${vary}, Authorization`)
}

/**
 * Authenticates every request except those to public routes and unknown URLs, and enforces the
 * route's minimum role. Sends 401 before it reads a body or validates a query, and checks again
 * when the body is complete.
 */
export function addAuthentication(app: FastifyInstance): void {
  const { tokens, revocationSet, clients, audit } = app
  app.decorateRequest('tokenInfo', null)
  // By default Node drops all headers after the first 2,000, so a second Authorization header could
  // stay hidden. Their total size is limited anyway.
  app.server.maxHeadersCount = 0

  // Checks when all routes are known: the scope of a third-party plugin marks its routes after this
  // hook.
  const declared: RouteOptions[] = []
  app.addHook('onRoute', (route) => void declared.push(route))
  app.addHook('onReady', async () => declared.forEach(checkDeclaration))

  /** Not if the token is missing or has expired: that happens to honest clients all the time. */
  function recordInvalid(request: FastifyRequest, userId: number | null): void {
    const detail = { reason: 'token-invalid' }
    audit.record({ type: 'authentication', outcome: 'failure', userId, request, detail })
  }

  function presentedToken(request: FastifyRequest, policy: Policy) {
    const bearer = bringsTokenInForm(request, policy)
      ? readFormToken(request)
      : readBearer(request.raw.rawHeaders)
    if (bearer === null) throw problem('token-missing')
    if (bearer === 'ambiguous') throw problem('token-invalid')
    return tokens.verify(bearer.token, policy.tokenKinds ?? accessOnly).info
  }

  function presentedTokenOrRecord(request: FastifyRequest, policy: Policy): TokenInfo {
    try {
      return presentedToken(request, policy)
    } catch (error) {
      if (error instanceof Problem && error.code === 'token-invalid') recordInvalid(request, null)
      throw error
    }
  }

  /** Works once per request, however often it is called. Only a success is remembered. */
  function authenticate(request: FastifyRequest, policy: Policy, done: Done): void {
    if (request.tokenInfo !== null || policy.public) {
      done()
      return
    }
    if (policy.clients && readBearer(request.raw.rawHeaders) === null) {
      clients.authenticate(request).then(() => done(), done)
      return
    }
    const info = presentedTokenOrRecord(request, policy)
    const settle = (isRevoked: boolean) => {
      if (isRevoked) recordInvalid(request, info.user_id)
      else request.tokenInfo = info
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

  /** Authenticates once more: the caller may have lost access while the body arrived. */
  function authenticateAgain(request: FastifyRequest, done: Done): void {
    request.tokenInfo = null
    request.client = null
    authenticate(request, policyOf(request), done)
  }

  app.addHook('onRequest', (request, reply, done) => {
    const policy = policyOf(request)
    // The token is in the body, which is read and validated first.
    if (bringsTokenInForm(request, policy)) done()
    else admit(request, reply, policy, done)
  })
  // Authenticates forms, and authenticates again if a body followed the headers. No request reaches
  // a handler without this check, even if the hook above did not run.
  app.addHook('preHandler', (request, reply, done) => {
    const isAdmitted = request.tokenInfo !== null || request.client !== null
    if (!isAdmitted) admit(request, reply, policyOf(request), done)
    else if (hasBody(request.headers)) authenticateAgain(request, done)
    else done()
  })
}
