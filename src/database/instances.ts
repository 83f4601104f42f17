import { type Kysely, PostgresAdapter, type Selectable, sql } from 'kysely'
import { databaseTime } from './clock.js'
import type { Database, InstanceTable } from './schema.js'

/** A running instance of the service, and how many seconds ago it renewed its row. */
export interface RunningInstance extends Omit<Selectable<InstanceTable>, 'seen_at'> {
  readonly age: number
}

/** How often an instance renews its row, in milliseconds. */
export const renewalInterval = 15_000
/** An instance that has not renewed its row for longer does not run any more. In seconds. */
const staleAfter = 60
/** How long the row of such an instance is kept, in seconds. */
const keptFor = 86_400

/** Adds the row of an instance, and deletes those of instances that were killed long ago. */
export async function registerInstance(
  db: Kysely<Database>,
  instance: Omit<Selectable<InstanceTable>, 'seen_at'>
): Promise<void> {
  await db
    .deleteFrom('instances')
    .where('seen_at', '<', sql<number>`${databaseTime(db)} - ${sql.lit(keptFor)}`)
    .execute()
  await db
    .insertInto('instances')
    .values({ ...instance, seen_at: databaseTime(db) })
    .execute()
}

export async function unregisterInstance(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('instances').where('id', '=', id).execute()
}

async function hasTable(db: Kysely<Database>): Promise<boolean> {
  const tables = await db.introspection.getTables()
  return tables.some(({ name }) => name === 'instances')
}

/** Returns the instances that renewed their row within the last minute. */
export async function runningInstances(db: Kysely<Database>): Promise<RunningInstance[]> {
  if (!(await hasTable(db))) return []
  const rows = await db
    .selectFrom('instances')
    .select(['id', 'host', 'pid', 'version'])
    .select(sql<number>`${databaseTime(db)} - seen_at`.as('age'))
    .orderBy('host')
    .orderBy('pid')
    .execute()
  return rows.filter(({ age }) => age <= staleAfter)
}

/** A connection of an instance whose release does not register. */
interface FormerInstance {
  readonly pid: number
  readonly address: string
}

/**
 * Returns the connections of earlier releases to PostgreSQL. They have no row, but connections
 * whose name has no version.
 */
export async function formerInstances(db: Kysely<Database>): Promise<FormerInstance[]> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return []
  const { rows } = await sql<FormerInstance>`
    select pid, coalesce(host(client_addr), 'the host of the database') as address from pg_stat_activity
    where datname = current_database() and application_name = 'starwars-api'
    order by pid`.execute(db)
  return rows
}
