import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.js'

/** The error for the operator if the database refuses the connection, or cannot be reached. */
const connectionError = (cause: unknown): Error =>
  new Error(`cannot connect to the database (${(cause as Error).message})`, { cause })

/**
 * Runs a trivial query, so that a refused connection is not reported as a failure of the next step.
 */
export async function checkConnection(db: Kysely<Database>): Promise<void> {
  await sql`select 1`.execute(db).catch((error) => {
    throw connectionError(error)
  })
}
