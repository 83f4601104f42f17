/** The part of a new `pg` connection that is used here. */
interface Connection {
  query(sql: string): Promise<unknown>
}

/** Of the server, in milliseconds. */
interface ServerTimeouts {
  readonly statement: number
  readonly idleTransaction: number
}

/**
 * How often PostgreSQL checks during a query that its client is still connected, in milliseconds.
 */
const interval = 5_000

/**
 * Sets the timeouts of a new connection by a statement: a pooler rejects them as parameters of the
 * connection's start.
 *
 * Also makes PostgreSQL cancel the queries of clients that have disconnected. By default, it runs
 * such a query to its end: it waits for locks and keeps its own, for up to an hour during a
 * migration.
 *
 * @param isAnswer whether the server sent an error: a server before version 14, or on Windows,
 *   rejects the check of its clients and is used without it
 * @throws whatever else the client throws
 */
export async function prepareConnection(
  client: Connection,
  { statement, idleTransaction }: ServerTimeouts,
  isAnswer: (error: unknown) => boolean
): Promise<void> {
  await client.query(
    `set statement_timeout = ${statement}; set idle_in_transaction_session_timeout = ${idleTransaction}`
  )
  try {
    await client.query(`set client_connection_check_interval = ${interval}`)
  } catch (error) {
    if (!isAnswer(error)) throw error
  }
}
