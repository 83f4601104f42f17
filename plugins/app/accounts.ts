import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { findUser, type User } from '../../src/accounts/users.js'
import { problem } from '../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The route is about accounts: of access and refresh tokens it takes those of a login only, of a
     * user who is enabled.
     */
    wantsAccount?: true
  }
  interface FastifyRequest {
    /**
     * The caller's account, as it is now.
     *
     * @throws Error on a route that does not declare `wantsAccount`
     */
    readonly account: User
  }
}

/**
 * Finds the caller's account on routes that want it, after the token was checked and before a body
 * is read. A token that comes from no login (no `sid`), or whose user is gone or disabled, is not
 * valid there.
 */
export default fp(
  async (app) => {
    const { db } = app
    const accounts = new WeakMap<FastifyRequest, User>()
    app.decorateRequest('account', {
      getter(this: FastifyRequest) {
        const account = accounts.get(this)
        if (account === undefined) throw new Error('this route does not declare wantsAccount')
        return account
      }
    })

    async function findAccount(request: FastifyRequest): Promise<void> {
      const { tokenInfo } = request
      // Another service, with credentials of its own.
      if (request.service !== null) return
      // A mailed token comes from no login: what it is for looks its user up.
      if (tokenInfo?.email_claim || tokenInfo?.password_claim) return
      if (tokenInfo?.sid === undefined) throw problem('token-invalid')
      const account = await findUser(db, tokenInfo.user_id)
      if (account === undefined || account.disabled_at !== null) throw problem('token-invalid')
      accounts.set(request, account)
    }

    // A hook of the route itself runs after those of the application, the token's check among them.
    app.addHook('onRoute', (route) => {
      if (!route.config?.wantsAccount) return
      route.onRequest = [route.onRequest ?? [], findAccount].flat()
    })
  },
  { name: 'accounts', dependencies: ['database', 'migrations', 'services', 'auth'] }
)
