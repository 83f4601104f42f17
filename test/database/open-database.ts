import type { Test } from 'tap'
import { loadDatabaseSettings } from '../../plugins/external/config.js'
import { openDatabase as open, type Timeouts } from '../../src/database/open-database.js'
import { environment, temporaryDirectory } from '../helper.js'
import { createDatabase } from '../postgres.js'

/** The environment of an empty database, for each kind. */
export const emptyDatabases: Record<string, (t: Test) => Promise<Record<string, string>>> = {
  SQLite: async (t) => ({ DATA_DIR: temporaryDirectory(t) }),
  PostgreSQL: async (t) => ({
    DATA_DIR: temporaryDirectory(t),
    DATABASE_URL: await createDatabase(t)
  })
}

/** Opens a connection as the service does. It closes with the test. */
export async function openDatabase(
  t: Test,
  env: Record<string, string>,
  timeouts?: Partial<Timeouts>
) {
  const db = await open(loadDatabaseSettings({ ...environment, ...env }), () => {}, timeouts)
  t.teardown(() => db.destroy())
  return db
}
