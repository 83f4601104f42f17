import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Login, Tokens } from '../../schemas/account.js'
import {
  findUserByEmail,
  pendingPasswordHash,
  renewPasswordHash,
  type User
} from '../../src/accounts/users.js'
import type { ProblemCode } from '../../src/problems/catalogue.js'
import { Problem, problem } from '../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Logs a user in. What is refused after the right password only is told to nobody else.
     *
     * @throws Problem `rate-limited`, then `credentials-invalid`, then `account-disabled`, `email-unverified`,
     * `user-already-logged-in`
     */
    login(request: FastifyRequest, login: Login): Promise<Tokens>
  }
}

/** Written down as events; any other problem is no failure of the one who logs in. */
const failures: readonly ProblemCode[] = [
  'credentials-invalid',
  'account-disabled',
  'email-unverified',
  'user-already-logged-in'
]

export default fp(
  async (app) => {
    const { db, passwords, sessions, events, throttle } = app

    /** Of an unverified user: what the newest sign-up would activate. */
    function hashOf(user: User): Promise<string | null> | string | null {
      return user.verified_at === null ? pendingPasswordHash(db, user.id) : user.password_hash
    }

    /** A hash made at former costs is made anew while the password is there. */
    async function withCurrentHash(user: User, password: string): Promise<User> {
      if (!passwords.needsRehash(user.password_hash as string)) return user
      const renewed = await passwords.hash(password)
      await renewPasswordHash(db, user, renewed)
      return { ...user, password_hash: renewed }
    }

    async function attempt(
      request: FastifyRequest,
      user: User | undefined,
      { email, password, takeover = false }: Login
    ): Promise<Tokens | 'changed'> {
      const hash = user === undefined ? null : await hashOf(user)
      // Also without a hash: an unknown address takes as long as a known one.
      const isRight = await passwords.verify(hash, password)
      if (user === undefined || !isRight) throw problem('credentials-invalid')
      await throttle.succeededLogin(request, email)
      if (user.disabled_at !== null) throw problem('account-disabled')
      if (user.verified_at === null) throw problem('email-unverified')
      return sessions.begin(request, await withCurrentHash(user, password), takeover)
    }

    app.decorate('login', async (request, login) => {
      await throttle.checkLogin(request, login.email)
      for (;;) {
        const user = await findUserByEmail(db, login.email)
        try {
          const tokens = await attempt(request, user, login)
          // Whatever the account has become meanwhile, the password is checked against that.
          if (tokens !== 'changed') return tokens
        } catch (error) {
          if (error instanceof Problem && failures.includes(error.code)) {
            const userId = user?.id ?? null
            const detail = { reason: error.code }
            await events.record(db, { type: 'login', outcome: 'failure', userId, request, detail })
          }
          throw error
        }
      }
    })
  },
  {
    name: 'login',
    dependencies: ['database', 'migrations', 'passwords', 'sessions', 'events', 'throttle']
  }
)
