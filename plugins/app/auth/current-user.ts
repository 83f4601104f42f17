import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, admitUser } from '../../../src/accounts/actor.js'
import { findUser, type User } from '../../../src/accounts/store/users.js'
import { problem } from '../../../src/problems/problem.js'
import { hasBody } from '../../../src/query/has-body.js'
import type { TokenInfo } from '../../../src/tokens/claims.js'
import type { Role } from '../../../src/tokens/roles.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The route is about accounts: of access and refresh tokens it takes those of a login only, of a
     * user who is enabled.
     */
    requiresAccount?: true
  }
  interface FastifyRequest {
    /**
     * The caller's account, as it is now.
     *
     * @throws Error on a route that does not declare `requiresAccount`
     */
    readonly account: User
    /** The caller as one who acts on accounts: what they do checks them once more. Throws as `account`. */
    readonly actor: Actor
  }
}

/** A public route has no token, and so no account. */
const minimumOf = ({ routeOptions }: FastifyRequest) => routeOptions.config.minimumRole as Role

/**
 * Finds the caller's account on routes that want it, after the token was checked and before a body
 * is read, and once more when it is complete. A token that comes from no login (no `sid`), or whose
 * user is gone or disabled, is not valid there; and the user's role is the account's as it is now.
 */
export function addCurrentUser(app: FastifyInstance): void {
  const { db } = app
  const accounts = new WeakMap<FastifyRequest, User>()
  app.decorateRequest('account', {
    getter(this: FastifyRequest) {
      const account = accounts.get(this)
      if (account === undefined) throw new Error('this route does not declare requiresAccount')
      return account
    }
  })

  app.decorateRequest('actor', {
    getter(this: FastifyRequest) {
      const { sub, sid } = this.tokenInfo as TokenInfo
      return { user: this.account, sub, sid: sid as string, minimumRole: minimumOf(this) }
    }
  })

  async function findAccount(request: FastifyRequest): Promise<void> {
    const { tokenInfo } = request
    // Another service, with credentials of its own.
    if (request.client !== null) return
    // A mailed token comes from no login: what it is for looks its user up.
    if (tokenInfo?.email_claim || tokenInfo?.password_claim) return
    if (tokenInfo?.sid === undefined) throw problem('token-invalid')
    const account = await findUser(db, tokenInfo.user_id)
    accounts.set(request, admitUser(account, minimumOf(request)))
  }

  function findAgain(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void) {
    if (hasBody(request.headers)) findAccount(request).then(() => done(), done)
    else done()
  }

  // A hook of the route itself runs after those of the application, the token's check among them.
  app.addHook('onRoute', (route) => {
    if (!route.config?.requiresAccount) return
    route.onRequest = [route.onRequest ?? [], findAccount].flat()
    route.preHandler = [findAgain, route.preHandler ?? []].flat()
  })
}
