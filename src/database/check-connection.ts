import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.js'

/** What the operator reads where the database refuses the connection, or cannot be reached. */
export const connectionError = (cause: unknown): Error =>
  new Error(`cannot connect to the database (${(cause as Error).message})`, { cause })

/** Asks once, so that a refused connection is not reported as a failure of what is done next. */
export async function checkConnection(db: Kysely<Database>): Promise<void> {
  await sql`select 1`.execute(db).catch((error) => {
    throw connectionError(error)
  })
}
