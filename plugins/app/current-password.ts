import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { EventType } from '../../src/accounts/events.js'
import type { User } from '../../src/accounts/users.js'
import { problem } from '../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Asks the owner of an account for its password once more: a token may be stolen. Failures count
     * as failed logins, so that this is no way around their delays.
     *
     * @param type of what it is asked for, under which a failure is written down
     * @throws Problem `credentials-invalid`, `rate-limited`
     */
    provePassword(
      request: FastifyRequest,
      user: User,
      password: string,
      type: EventType
    ): Promise<void>
  }
}

export default fp(
  async (app) => {
    const { db, passwords, events, throttle } = app
    app.decorate('provePassword', async (request, { id, email, password_hash }, password, type) => {
      await throttle.checkLogin(request, email)
      if (!(await passwords.verify(password_hash, password))) {
        await events.record(db, { type, outcome: 'failure', userId: id, request })
        throw problem('credentials-invalid', { detail: 'This is not the password of this account' })
      }
      await throttle.succeededLogin(request, email)
    })
  },
  { name: 'current-password', dependencies: ['database', 'passwords', 'events', 'throttle'] }
)
