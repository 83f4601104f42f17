import { type Kysely, type Migration, type MigrationResultSet, Migrator } from 'kysely'
import type { Database } from './schema.js'

/** Every step by its name; the names are in the order of execution. */
export type Migrations = Readonly<Record<string, Migration>>

/**
 * Returns a migrator that runs all steps or none, and never at the same time as another process:
 * the adapter of each dialect ensures both.
 */
function migratorOf(db: Kysely<Database>, migrations: Migrations): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
}

/** @throws whatever a step threw; then the database is unchanged */
function namesOf({ error, results = [] }: MigrationResultSet): string[] {
  if (error) throw error
  return results.map(({ migrationName }) => migrationName)
}

/** Migrates the database to the newest step. @returns the names of the executed steps */
export const migrateUp = async (db: Kysely<Database>, migrations: Migrations) =>
  namesOf(await migratorOf(db, migrations).migrateToLatest())

/**
 * Reverts the newest step and deletes the data in its tables.
 *
 * @returns the name of the step, if there was one
 */
export const migrateDown = async (db: Kysely<Database>, migrations: Migrations) =>
  namesOf(await migratorOf(db, migrations).migrateDown())

/** Returns every step, and when it was executed. */
export async function migrationStatus(db: Kysely<Database>, migrations: Migrations) {
  const steps = await migratorOf(db, migrations).getMigrations()
  return steps.map(({ name, executedAt }) => ({ name, executedAt }))
}
