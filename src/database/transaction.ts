import type { Kysely } from 'kysely'
import { problem } from '../problems/problem.js'
import { isConflict } from './errors.js'
import type { Database } from './schema.js'

/**
 * Does something once more where it met another transaction. Which one was right shows only the
 * second time: then the other one's rows are there to be read.
 *
 * @throws Problem `service-unavailable` where it meets another one again
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
    const detail = 'Other requests change the same accounts at this moment'
    throw problem('service-unavailable', { detail, cause })
  }
}

/**
 * Runs a transaction, and once more where it met another one. Every transaction of the service runs
 * here: no other place takes a violation or a deadlock to mean anything.
 *
 * @param work may run twice: has no effect but on the database
 */
export function inTransaction<Result>(
  db: Kysely<Database>,
  work: (trx: Kysely<Database>) => Promise<Result>
): Promise<Result> {
  return retryConflict(() => db.transaction().execute(work))
}
