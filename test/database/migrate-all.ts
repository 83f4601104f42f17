import type { Kysely } from 'kysely'
import { migrations } from '../../migrations/index.js'
import * as migrate from '../../src/database/migrate.js'
import type { Database } from '../../src/database/schema.js'

/** The service's own migrations. */
export const migrateUp = (db: Kysely<Database>) => migrate.migrateUp(db, migrations)
export const migrateDown = (db: Kysely<Database>) => migrate.migrateDown(db, migrations)
export const migrationStatus = (db: Kysely<Database>) => migrate.migrationStatus(db, migrations)
