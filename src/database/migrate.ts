import {
  DEFAULT_MIGRATION_TABLE,
  type Kysely,
  type Migration,
  type MigrationResultSet,
  Migrator,
  sql
} from 'kysely'
import type { Database } from './schema.js'

/** Every step by its name; the names are in the order of execution. */
type Migrations = Readonly<Record<string, Migration>>

/** Returns the names of all steps that were executed in this database. */
async function executedSteps(db: Kysely<Database>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return []
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db)
  return rows.map(({ name }) => name)
}

const newerOf = (executed: readonly string[], migrations: Migrations) => {
  const newest = Object.keys(migrations).sort().at(-1) as string
  return executed.filter((name) => name > newest).sort()
}

/**
 * Returns the steps of a newer release that were executed in this database. Releases only add to
 * the database, so this release works with it.
 */
export async function newerSteps(
  db: Kysely<Database>,
  migrations: Migrations
): Promise<readonly string[]> {
  return newerOf(await executedSteps(db), migrations)
}

/**
 * Returns a migrator that runs a whole step or nothing, and never at the same time as another
 * process: the adapter of each dialect ensures both. It rejects a database in which an older step is
 * unknown or missing.
 *
 * @param newer steps of a newer release, which stay as they are
 */
function migratorOf(
  db: Kysely<Database>,
  migrations: Migrations,
  newer: readonly string[]
): Migrator {
  // They were executed, so nothing runs them.
  const unknown = Object.fromEntries(newer.map((name) => [name, {} as Migration]))
  return new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations, ...unknown }) }
  })
}

/** @throws whatever a step threw; then the database is unchanged */
function namesOf({ error, results = [] }: MigrationResultSet): string[] {
  if (error) throw error
  return results.map(({ migrationName }) => migrationName)
}

/** Error codes of PostgreSQL: for a role that may not change tables, and for a deadlock. */
const [insufficientPrivilege, deadlock] = ['42501', '40P01']

/** A deadlock ends after a second. A step that meets one more often needs a quieter database. */
const maxDeadlocks = 10

const codeOf = (error: unknown) => (error as { readonly code?: string }).code

/**
 * Migrates the database to the newest step, each step in a transaction of its own: a transaction
 * that locks few tables seldom gets into a deadlock with the requests of the instances that serve.
 *
 * Needs no rights but to read if there is nothing to do, and takes no lock, which a pooler in
 * transaction mode could not hold.
 *
 * @returns the names of the executed steps
 */
export async function migrateUp(db: Kysely<Database>, migrations: Migrations): Promise<string[]> {
  const names: string[] = []
  for (let deadlocks = 0; ; ) {
    const executed = await executedSteps(db)
    const pending = Object.keys(migrations).filter((name) => !executed.includes(name))
    const newer = newerOf(executed, migrations)
    const known = [...Object.keys(migrations), ...newer]
    if (pending.length === 0 && executed.every((name) => known.includes(name))) return names
    try {
      names.push(...namesOf(await migratorOf(db, migrations, newer).migrateUp()))
    } catch (error) {
      if (codeOf(error) === deadlock && ++deadlocks < maxDeadlocks) continue
      if (codeOf(error) === insufficientPrivilege) {
        throw new Error(
          `its role may not execute the pending steps ${pending.join(', ')}: run \`npm run migrate -- up\` with the role that owns the tables`,
          { cause: error }
        )
      }
      // A newer release may have migrated the database in the meantime.
      if ((await newerSteps(db, migrations)).length === newer.length) throw error
    }
  }
}

/**
 * Reverts the newest step and deletes the data in its tables.
 *
 * @returns the name of the step, if there was one
 * @throws Error if a newer release executed that step
 */
export async function migrateDown(db: Kysely<Database>, migrations: Migrations): Promise<string[]> {
  const newest = (await newerSteps(db, migrations)).at(-1)
  if (newest !== undefined) {
    throw new Error(`${newest} is a step of a newer release: only that release can revert it`)
  }
  return namesOf(await migratorOf(db, migrations, []).migrateDown())
}

/** Returns every step, when it was executed, and a note if a newer release did that. */
export async function migrationStatus(db: Kysely<Database>, migrations: Migrations) {
  const newer = await newerSteps(db, migrations)
  const steps = await migratorOf(db, migrations, newer).getMigrations()
  return steps.map(({ name, executedAt }) => ({
    name,
    executedAt,
    note: newer.includes(name) ? 'of a newer release' : ''
  }))
}
