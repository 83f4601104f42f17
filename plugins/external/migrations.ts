import fp from 'fastify-plugin'
import { StartError } from '../../src/config/start-error.js'
import { migrateUp } from '../../src/database/migrate.js'

/** Brings the database up to date before anything asks it. */
export default fp(
  async (app) => {
    const variable = app.config.settings.DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL'
    const steps = await migrateUp(app.db).catch(({ message }: Error) => {
      throw new StartError([{ variable, message: `cannot migrate the database (${message})` }])
    })
    if (steps.length > 0) app.log.info({ steps }, 'the database was brought up to date')
  },
  { name: 'migrations', dependencies: ['config', 'database'] }
)
