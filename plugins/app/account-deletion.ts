import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { lockProvenUser } from '../../src/accounts/lock-proven.js'
import { adminIds, hasOtherAdmin } from '../../src/accounts/lock-users.js'
import { deleteUser } from '../../src/accounts/users.js'
import { inTransaction } from '../../src/database/transaction.js'
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
      const { account, actor } = request
      const { id: userId } = account
      await app.provePassword(request, account, password, 'account-deleted')
      const revocations = await inTransaction(db, async (trx) => {
        const { user, locked } = await lockProvenUser(trx, actor, await adminIds(trx))
        const isAdmin = user.access_role === 'admin'
        if (isAdmin && !hasOtherAdmin(locked, userId)) throw problem('last-admin')
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
