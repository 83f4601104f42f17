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
    /** Calls `act` with the duration of each query, and of each wait for a connection. */
    onDatabaseDuration(act: DurationAct): void
  }
}

type DurationAct = (of: 'query' | 'wait', seconds: number) => void

/** The database of the service. */
export default fp(
  async (app) => {
    const { settings } = app.config
    const acts: ((error: Error) => void)[] = []
    const meters: DurationAct[] = []
    const tell: DurationAct = (of, seconds) => {
      for (const meter of meters) meter(of, seconds)
    }
    const db = await openDatabase(
      settings,
      (error, about) => {
        if (about === 'connection') {
          app.log.warn({ reason: reasonOf(error) }, 'a connection to the database was lost')
        } else for (const act of acts) act(error)
      },
      {},
      settings.METRICS_PORT === undefined ? null : tell
    )
    app.addHook('onClose', () => db.destroy())
    app.decorate('db', db)
    app.decorate('onDatabaseDuration', (act) => void meters.push(act))
    app.decorate('onDatabaseError', (act) => void acts.push(act))
  },
  { name: 'database', dependencies: ['config'] }
)
