import type { ErrorPages } from '../../src/openapi/route-problems.js'
import type { ProblemCode } from '../../src/problems/catalogue.js'
import type { Throttle } from '../../src/throttling/policies.js'
import type { TokenKind } from '../../src/tokens/kinds.js'
import type { Role } from '../../src/tokens/roles.js'

/**
 * The policy of a route, declared in its `config`. Hooks enforce it, and the OpenAPI document is made
 * from it. Every route declares either `minimumRole` or `public: true`; the start fails otherwise.
 */
interface RouteConfig {
  /** The lowest role that may call the route. */
  minimumRole?: Role
  /** Anyone may call the route. */
  public?: true
  /** The kinds of token that the route accepts. Default: access tokens only. */
  tokenKinds?: readonly TokenKind[]
  /**
   * The route also accepts the token as the member `token` of an HTML form (RFC 6750 §2.2): the pages
   * that mailed links open have no script that could set a header.
   */
  tokenInForm?: true
  /**
   * The route is about accounts: it accepts an access or refresh token only if the token comes from a
   * login and its user is enabled. Sets `request.account` and `request.actor`.
   */
  requiresAccount?: true
  /** The route also accepts client credentials (HTTP Basic) instead of an admin's token. */
  clients?: true
  /** How often the route may be called: an entry of `src/throttling/policies.ts`. */
  throttle?: Throttle
  /** The problems that the handler throws. Do not list those that hooks or the parser throw. */
  problems?: readonly ProblemCode[]
  /** The route sends errors as an HTML page: always, or only in response to a form. */
  errorPages?: ErrorPages
  /** The route reports an invalid form and invalid credentials in OAuth's format (RFC 6749 §5.2). */
  answersOAuth?: true
  /** The response contains tokens, or reports whether they are valid: its handler prevents caching. */
  neverStored?: true
  /** The route also reads `application/x-www-form-urlencoded`, as HTML forms and OAuth send it. */
  takesForm?: true
  /** The query contains a secret: no log shows it. */
  secretQuery?: true
  /** The route is answered under load, too: it is what tells an operator of the load. */
  neverShed?: true
}

declare module 'fastify' {
  interface FastifyContextConfig extends RouteConfig {}
}
