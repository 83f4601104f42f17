import pg from 'pg'
import { until } from '../../test/until.js'

/** A lock that the test holds, so that requests block in the middle of their work. */
export interface HeldLock {
  /** Waits until another connection waits for the lock. */
  untilContended(): Promise<void>
  release(): Promise<void>
}

/** @param statement takes the lock, within a transaction */
export async function holdLock(url: string, statement: string): Promise<HeldLock> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  await client.query('begin')
  await client.query(statement)
  const waiting =
    'select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))'
  return {
    untilContended: () => until(async () => (await client.query(waiting)).rows.length > 0),
    async release() {
      await client.query('rollback')
      await client.end()
    }
  }
}

/** Locks an account: its logouts and password changes wait for the lock. */
export const holdAccount = (url: string, email: string) =>
  holdLock(url, `select id from users where email = '${email}' for update`)
