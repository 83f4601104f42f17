/** The part of a new `pg` connection that is used here. */
interface Connection {
  query(sql: string): Promise<unknown>
}

/**
 * How often PostgreSQL checks during a query that its client is still connected, in milliseconds.
 */
const interval = 5_000

/**
 * Makes PostgreSQL cancel the queries of clients that have disconnected. By default, it runs such a
 * query to its end: it waits for locks and keeps its own, for up to an hour during a migration.
 *
 * @param isAnswer whether the server sent an error: a server before version 14, or on Windows,
 *   rejects the setting and is used without it
 * @throws whatever else the client throws
 */
export async function checkClientConnections(
  client: Connection,
  isAnswer: (error: unknown) => boolean
): Promise<void> {
  try {
    await client.query(`set client_connection_check_interval = ${interval}`)
  } catch (error) {
    if (!isAnswer(error)) throw error
  }
}
