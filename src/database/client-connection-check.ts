/** What a new connection of `pg` is asked for here. */
interface Connection {
  query(sql: string): Promise<unknown>
}

/** How often PostgreSQL looks, while it works on a question, whether who asked is still there, in milliseconds. */
const interval = 5_000

/**
 * Lets PostgreSQL give up what somebody asked who is gone. By itself it would work on, and wait for
 * locks and keep its own, until it has the answer: up to an hour where one migrates.
 *
 * @param isAnswer whether an error was sent by the server: one before version 14, or on Windows,
 *   refuses and is used all the same
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
