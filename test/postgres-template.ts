import { openDatabase } from '../src/database/open-database.js'
import { migrateUp } from './database/migrate-all.js'
import type { Owner } from './owner.js'
import { createDatabase } from './postgres.js'

/** Creates a migrated database that can be copied in milliseconds. @returns its name */
export async function createTemplate(owner: Owner): Promise<string> {
  const url = await createDatabase(owner)
  const db = await openDatabase({ DATABASE_URL: url, DATABASE_POOL_MAX: 1, DATA_DIR: '' }, () => {})
  try {
    await migrateUp(db)
  } finally {
    await db.destroy()
  }
  return new URL(url).pathname.slice(1)
}
