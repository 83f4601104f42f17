import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { deleteUser, lockOtherAdmins, lockUser } from '../../src/accounts/users.js'
import { problem } from '../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Deletes the account of the caller, who proves to be its owner once more.
     *
     * @throws Problem `credentials-invalid`, `rate-limited`, `last-admin`
     */
    deleteOwnAccount(request: FastifyRequest, password: string): Promise<void>
  }
}

export default fp(
  async (app) => {
    const { db, sessions, revocation, events } = app

    app.decorate('deleteOwnAccount', async (request, password) => {
      const { id: userId, password_hash: hash } = request.account
      await app.provePassword(request, request.account, password, 'account-deleted')
      const revocations = await db.transaction().execute(async (trx) => {
        const otherAdmins = await lockOtherAdmins(trx, userId)
        const user = await lockUser(trx, userId)
        if (user === undefined) throw problem('token-invalid')
        if (user.password_hash !== hash) throw problem('credentials-invalid')
        if (user.access_role === 'admin' && otherAdmins === 0) throw problem('last-admin')
        const ended = await sessions.end(trx, userId, 'deleted')
        await revocation.record(trx, ended)
        await deleteUser(trx, userId)
        await events.record(trx, {
          type: 'account-deleted',
          outcome: 'success',
          userId,
          request
        })
        return ended
      })
      await revocation.publish(revocations)
    })
  },
  {
    name: 'account-deletion',
    dependencies: ['database', 'current-password', 'accounts', 'sessions', 'revocation', 'events']
  }
)
