import type { Kysely } from 'kysely'
import { problem } from '../problems/problem.js'
import { isConflict } from './errors.js'
import type { Database } from './schema.js'

/**
 * Retries work once if it conflicts with another transaction. The retry can read the rows of the
 * other transaction, and so determine the correct outcome.
 *
 * @throws Problem `service-unavailable` if the retry conflicts, too
 */
export async function retryConflict<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!isConflict(error)) throw error
  }
  try {
    return await work()
  } catch (cause) {
    if (!isConflict(cause)) throw cause
    const detail = 'Other requests are changing the same accounts at the moment'
    throw problem('service-unavailable', { detail, cause })
  }
}

/**
 * Runs a transaction, and retries it once after a conflict. Every transaction of the service runs
 * here: no other place interprets a unique violation or a deadlock.
 *
 * @param work may run twice: must have no effect outside the database
 */
export function inTransaction<Result>(
  db: Kysely<Database>,
  work: (trx: Kysely<Database>) => Promise<Result>
): Promise<Result> {
  return retryConflict(() => db.transaction().execute(work))
}
