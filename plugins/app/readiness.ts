import fp from 'fastify-plugin'
import type { Readiness } from '../../schemas/service.js'
import { answerWithin } from '../../src/database/answer-within.js'
import { databaseRefusal } from '../../src/database/errors.js'
import { buckets } from '../../src/revocation/buckets.js'
import { refuseForDatabase } from '../../src/revocation/refuse.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * How far requests can be answered.
     *
     * @throws Problem `service-unavailable`, by rejection, where no secured one can
     */
    readiness(): Promise<Readiness>
  }
}

/** How long the database may take, in milliseconds. */
const patience = 1000

/**
 * Ready is who can tell revoked tokens from others. One that lost its database alone, or whose database
 * takes no writes, is ready for reads: were it taken out, and all of them with it, nothing would be
 * answered at all. So is one whose set is read and not written.
 */
export default fp(
  async (app) => {
    app.decorate('readiness', async () => {
      const takesRevocations = await app.revocationSet.probe()
      const complete = app.revocationSet.countComplete()
      const isComplete = complete === buckets.length
      try {
        const status = await answerWithin(app.databaseState.look(), patience)
        if (status !== null) return { status }
      } catch (error) {
        const { state: status } = databaseRefusal(error) ?? { state: 'database-unreachable' }
        if (!isComplete || status === 'database-lost') return refuseForDatabase(error)
        return { status }
      }
      if (!isComplete) return { status: 'refilling', buckets_complete: complete }
      return { status: app.revocation.isBehind() || !takesRevocations ? 'publishing' : 'ok' }
    })
  },
  { name: 'readiness', dependencies: ['database-state', 'revocation-set', 'revocation'] }
)
