import fp from 'fastify-plugin'
import { migrations } from '../../migrations/index.js'
import { collisionNote, findCollisions } from '../../src/accounts/store/by-address.js'
import { thenCleanUp } from '../../src/async/then-clean-up.js'
import { StartError, StoreAwayError } from '../../src/config/start-error.js'
import { checkConnection } from '../../src/database/check-connection.js'
import { isDatabaseAway } from '../../src/database/errors.js'
import { migrateUp, newerSteps } from '../../src/database/migrate.js'
import { migrationTimeouts, openDatabase } from '../../src/database/open-database.js'
import { reasonOf } from '../../src/log/reason-of.js'

/** How often a waiting start logs that it waits, in milliseconds. */
const signInterval = 5000

/** Migrates the database before anything queries it, however long that takes. */
export default fp(
  async (app) => {
    const { settings } = app.config
    const variable = settings.DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL'
    function refuse(message: string, cause: unknown): never {
      const issue = { variable, message }
      throw isDatabaseAway(cause) ? new StoreAwayError('database', issue) : new StartError([issue])
    }
    // Ignores broken connections: they make the migration fail, which reports the error.
    const db = await openDatabase(settings, () => {}, migrationTimeouts)
    await checkConnection(db).catch(async ({ message, cause }: Error) => {
      await db.destroy()
      refuse(message, cause)
    })
    const waiting = setInterval(
      () => app.log.info('waiting: this instance or another one is migrating the database'),
      signInterval
    )
    const migrate = async () => ({
      steps: await migrateUp(db, migrations),
      newer: await newerSteps(db, migrations),
      collisions: await findCollisions(db)
    })
    const { steps, newer, collisions } = await thenCleanUp(
      migrate().catch((error) => refuse(`cannot migrate the database (${reasonOf(error)})`, error)),
      () => {
        clearInterval(waiting)
        return db.destroy()
      }
    )
    if (steps.length > 0) app.log.info({ steps }, 'the database was migrated')
    // Of several workers, the first one reports what concerns all.
    if (app.worker !== null && app.worker.number > 1) return
    if (newer.length > 0) {
      app.log.warn(
        { steps: newer },
        'a newer release has migrated this database; this release works with it'
      )
    }
    for (const users of collisions) app.log.warn({ users }, collisionNote)
  },
  { name: 'migrations', dependencies: ['config', 'worker', 'database'] }
)
