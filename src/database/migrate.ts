import { type Kysely, type MigrationResultSet, Migrator } from 'kysely'
import { migrations } from '../../migrations/index.js'
import type { Database } from './schema.js'

/**
 * A migrator whose steps happen together or not at all, with no other process's in between: the
 * adapter of each dialect sees to that.
 */
function migratorOf(db: Kysely<Database>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
}

/** @throws whatever a step threw; then the database is as it was */
function namesOf({ error, results = [] }: MigrationResultSet): string[] {
  if (error) throw error
  return results.map(({ migrationName }) => migrationName)
}

/** Brings the database up to date. @returns the steps that were carried out */
export const migrateUp = async (db: Kysely<Database>) =>
  namesOf(await migratorOf(db).migrateToLatest())

/** Takes the newest step back, and what lies in its tables with it. @returns the step, if there was one */
export const migrateDown = async (db: Kysely<Database>) =>
  namesOf(await migratorOf(db).migrateDown())

/** Every step, and when it was carried out. */
export async function migrationStatus(db: Kysely<Database>) {
  const steps = await migratorOf(db).getMigrations()
  return steps.map(({ name, executedAt }) => ({ name, executedAt }))
}
