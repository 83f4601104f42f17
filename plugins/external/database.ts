import fp from 'fastify-plugin'
import type { Kysely } from 'kysely'
import { openDatabase } from '../../src/database/open-database.js'
import type { Database } from '../../src/database/schema.js'

declare module 'fastify' {
  interface FastifyInstance {
    db: Kysely<Database>
  }
}

/** The database that the service asks. */
export default fp(
  async (app) => {
    const db = await openDatabase(app.config.settings, ({ message }) =>
      app.log.warn({ reason: message }, 'a connection to the database broke')
    )
    app.addHook('onClose', () => db.destroy())
    app.decorate('db', db)
  },
  { name: 'database', dependencies: ['config'] }
)
