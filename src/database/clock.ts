import { type Kysely, PostgresAdapter, sql } from 'kysely'
import type { Database } from './schema.js'

/**
 * The time of the database, in whole seconds since the epoch: the same for all instances, whose own
 * clocks differ.
 */
export const databaseTime = (db: Kysely<Database>) =>
  db.getExecutor().adapter instanceof PostgresAdapter
    ? sql<number>`floor(extract(epoch from clock_timestamp()))::bigint`
    : sql<number>`unixepoch()`
