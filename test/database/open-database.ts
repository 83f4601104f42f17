import Fastify from 'fastify'
import type { Test } from 'tap'
import config, { loadConfig } from '../../plugins/external/config.js'
import database from '../../plugins/external/database.js'
import { environment, temporaryDirectory } from '../helper.js'
import { createDatabase } from '../postgres.js'

/** The environment of an empty database, for each kind of them. */
export const emptyDatabases: Record<string, (t: Test) => Promise<Record<string, string>>> = {
  SQLite: async (t) => ({ DATA_DIR: temporaryDirectory(t) }),
  PostgreSQL: async (t) => ({
    DATA_DIR: temporaryDirectory(t),
    DATABASE_URL: await createDatabase(t)
  })
}

/** A connection to a database as the service makes it, closed with the test. */
export async function openDatabase(
  t: Test,
  env: Record<string, string>,
  options?: Parameters<typeof database>[1]
) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(config, { config: loadConfig({ ...environment, ...env }) })
  await app.register(database, options ?? {})
  return app.db
}
