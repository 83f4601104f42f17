import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { lockProvenUser } from '../../src/accounts/lock-proven.js'
import { deleteUser, lockOtherAdmins } from '../../src/accounts/users.js'
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
      const { account } = request
      const { id: userId } = account
      await app.provePassword(request, account, password, 'account-deleted')
      const revocations = await db.transaction().execute(async (trx) => {
        const otherAdmins = await lockOtherAdmins(trx, userId)
        const user = await lockProvenUser(trx, account)
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
