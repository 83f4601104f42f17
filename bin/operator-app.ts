import Fastify from 'fastify'
import clock from '../plugins/app/clock.js'
import passwords from '../plugins/app/passwords.js'
import worker from '../plugins/app/worker.js'
import config, { loadConfig, readEnvironment } from '../plugins/external/config.js'
import database from '../plugins/external/database.js'
import migrations from '../plugins/external/migrations.js'

/** Builds the parts of the application that the operator's commands need. It does not listen. */
export async function operatorApp() {
  // No timeout: a migration may take long.
  const app = Fastify({ pluginTimeout: 0 })
  await app.register(config, { config: loadConfig(readEnvironment(process.env)) })
  await app.register(clock)
  await app.register(worker)
  await app.register(database)
  await app.register(migrations)
  await app.register(passwords)
  await app.ready()
  return app
}
