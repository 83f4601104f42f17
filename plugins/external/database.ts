import fp from 'fastify-plugin'
import type { Kysely } from 'kysely'
import { openDatabase } from '../../src/database/open-database.js'
import type { Database } from '../../src/database/schema.js'
import { reasonOf } from '../../src/log/reason-of.js'

declare module 'fastify' {
  interface FastifyInstance {
    db: Kysely<Database>
    /** Calls `act` with each error that the driver throws. */
    onDatabaseError(act: (error: Error) => void): void
  }
}

/** The database of the service. */
export default fp(
  async (app) => {
    const acts: ((error: Error) => void)[] = []
    const db = await openDatabase(app.config.settings, (error, about) => {
      if (about === 'connection') {
        app.log.warn({ reason: reasonOf(error) }, 'a connection to the database was lost')
      } else for (const act of acts) act(error)
    })
    app.addHook('onClose', () => db.destroy())
    app.decorate('db', db)
    app.decorate('onDatabaseError', (act) => void acts.push(act))
  },
  { name: 'database', dependencies: ['config'] }
)
