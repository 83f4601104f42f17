import { setTimeout } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.js'

/** Whether the database answers just now. @param patience in milliseconds */
export async function answers(db: Kysely<Database>, patience: number): Promise<boolean> {
  const stop = new AbortController()
  const question = sql`select 1`.execute(db).then(
    () => true,
    () => false
  )
  const timeout = setTimeout(patience, false, { signal: stop.signal, ref: false }).catch(
    () => false
  )
  return Promise.race([question, timeout]).finally(() => stop.abort())
}
