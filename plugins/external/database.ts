import fp from 'fastify-plugin'
import type { Kysely } from 'kysely'
import { type DatabaseMeter, openDatabase } from '../../src/database/open-database.js'
import type { Database } from '../../src/database/schema.js'
import { reasonOf } from '../../src/log/reason-of.js'

declare module 'fastify' {
  interface FastifyInstance {
    db: Kysely<Database>
    /** Calls `act` with each error that the driver throws. */
    onDatabaseError(act: (error: Error) => void): void
    /** Calls `act` with the duration of each query, and of each wait for a connection. */
    onDatabaseDuration(act: DatabaseMeter): void
  }
}

/** The database of the service. */
export default fp(
  async (app) => {
    const { settings } = app.config
    const isMeasured = [settings.METRICS_PORT, settings.OTEL_EXPORTER_OTLP_ENDPOINT].some(
      (setting) => setting !== undefined
    )
    const acts: ((error: Error) => void)[] = []
    const meters: DatabaseMeter[] = []
    const tell: DatabaseMeter = (...measured) => {
      for (const meter of meters) meter(...measured)
    }
    const db = await openDatabase(
      settings,
      (error, about) => {
        if (about === 'connection') {
          app.log.warn({ reason: reasonOf(error) }, 'a connection to the database was lost')
        } else for (const act of acts) act(error)
      },
      {},
      isMeasured ? tell : null
    )
    app.addHook('onClose', () => db.destroy())
    app.decorate('db', db)
    app.decorate('onDatabaseDuration', (act) => void meters.push(act))
    app.decorate('onDatabaseError', (act) => void acts.push(act))
  },
  { name: 'database', dependencies: ['config'] }
)
