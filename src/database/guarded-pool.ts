import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'

/** What a pooled connection of `pg` is asked for here. */
interface PooledClient extends PostgresPoolClient {
  readonly connection: { readonly stream: { destroy(): unknown } }
  /** As the server told it last; `I` is idle, outside of a transaction. */
  getTransactionStatus(): string | null
  /** With an error the pool lets go of it. */
  release(error?: Error): void
}

interface ClientPool {
  connect(): Promise<PooledClient>
  end(): Promise<void>
}

const leftInTransaction = new Error('a connection was given back inside a transaction')

/**
 * One use of a connection, from the pool and back. A question that ends in anything but an answer,
 * a timeout above all, leaves nobody knowing what the server has done and what it will still say:
 * the connection ends then, at once and for good, and whatever is asked of it later (the `rollback`
 * of the transaction) fails with the same error. The server undoes the transaction of a connection
 * that ends.
 */
function guard(client: PooledClient, isAnswer: (error: unknown) => boolean): PostgresPoolClient {
  let failure: Error | undefined

  async function query<Row>(
    sql: string,
    parameters: readonly unknown[]
  ): Promise<PostgresQueryResult<Row>> {
    if (failure) throw failure
    try {
      return await client.query(sql, parameters)
    } catch (error) {
      if (!isAnswer(error)) {
        failure = error as Error
        // `end()` would take leave of the other end, and wait for it, unless a question is under way.
        client.connection.stream.destroy()
      }
      throw error
    }
  }

  return {
    // Its other form is for cursors, of which there are none.
    query: query as PostgresPoolClient['query'],
    release() {
      const isIdle = client.getTransactionStatus() === 'I'
      client.release(failure ?? (isIdle ? undefined : leftInTransaction))
    }
  }
}

/**
 * A pool for Kysely that takes back only connections that are fit for the next: `pg` gives a question
 * up after its `query_timeout` but goes on waiting for the answer, and Kysely gives every connection
 * back as a good one.
 *
 * @param isAnswer whether an error was sent by the server, as its answer to a question
 */
export function guardPool(pool: ClientPool, isAnswer: (error: unknown) => boolean): PostgresPool {
  return {
    connect: async () => guard(await pool.connect(), isAnswer),
    end: () => pool.end()
  }
}
