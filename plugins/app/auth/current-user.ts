import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, admitUser } from '../../../src/accounts/actor.js'
import { findUser, type User } from '../../../src/accounts/store/users.js'
import { problem } from '../../../src/problems/problem.js'
import { hasBody } from '../../../src/query/headers.js'
import type { TokenInfo } from '../../../src/tokens/claims.js'
import type { Role } from '../../../src/tokens/roles.js'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The current state of the caller's account.
     *
     * @throws Error on a route that does not declare `requiresAccount`
     */
    readonly account: User
    /**
     * The caller as the actor of account operations, which check it again. Throws as `account`
     * does.
     */
    readonly actor: Actor
  }
}

/** Routes with an account always declare a role: a public route has no token, and so no account. */
const minimumOf = ({ routeOptions }: FastifyRequest) => routeOptions.config.minimumRole as Role

/**
 * Finds the caller's account on routes with `requiresAccount`: after the token check and before the
 * body is read, and again when the body is complete. Rejects a token that comes from no login (no
 * `sid`), or whose user is deleted or disabled. The current role of the account applies.
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
    // A client has no account.
    if (request.client !== null) return
    // A mailed token comes from no login: the flow that consumes it finds its user.
    if (tokenInfo?.email_claim || tokenInfo?.password_claim) return
    if (tokenInfo?.sid === undefined) throw problem('token-invalid')
    const account = await findUser(db, tokenInfo.user_id)
    accounts.set(request, admitUser(account, minimumOf(request)))
  }

  function findAgain(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void) {
    if (hasBody(request.headers)) findAccount(request).then(() => done(), done)
    else done()
  }

  // A route's own hooks run after the hooks of the application, which include the token check.
  app.addHook('onRoute', (route) => {
    if (!route.config?.requiresAccount) return
    route.onRequest = [route.onRequest ?? [], findAccount].flat()
    route.preHandler = [findAgain, route.preHandler ?? []].flat()
  })
}
