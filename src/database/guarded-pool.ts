import { performance } from 'node:perf_hooks'
import {
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  PostgresDriver,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult
} from 'kysely'
import { databaseRefusal } from './errors.js'

/** The part of a pooled `pg` connection that is used here. */
interface PooledClient extends PostgresPoolClient {
  readonly connection: { readonly stream: { destroy(): unknown } }
  /** The last status that the server reported; `I` is idle, outside a transaction. */
  getTransactionStatus(): string | null
  /** With an error, the pool discards the connection. */
  release(error?: Error): void
}

interface ClientPool {
  connect(): Promise<PooledClient>
  end(): Promise<void>
}

interface PoolWatch {
  /** Whether the server sent an error, as its response to a query. */
  readonly isAnswer: (error: unknown) => boolean
  /** Is called with each error of a query or a connection. */
  readonly report: (error: Error) => void
  /** Is called with the time of each wait for a connection, in seconds. */
  readonly onWait?: (seconds: number) => void
}

const leftInTransaction = new Error('a connection was released inside a transaction')

/**
 * Guards one use of a connection, from the pool and back. If a query ends without a response, above
 * all by a timeout, the state of the connection is unknown: the server may still execute the query
 * or respond to it. So the connection is closed at once, and later queries on it (the `rollback` of
 * the transaction) fail with the same error. The server rolls back the transaction of a closed
 * connection.
 */
function guard(client: PooledClient, { isAnswer, report }: PoolWatch): PostgresPoolClient {
  let failure: Error | undefined

  async function query<Row>(
    sql: string,
    parameters: readonly unknown[]
  ): Promise<PostgresQueryResult<Row>> {
    if (failure) throw failure
    try {
      return await client.query(sql, parameters)
    } catch (error) {
      report(error as Error)
      if (!isAnswer(error)) {
        failure = error as Error
        // `end()` would notify the server and wait for it, unless a query is running.
        client.connection.stream.destroy()
      }
      throw error
    }
  }

  return {
    // The other overload is for cursors, which the service does not use.
    query: query as PostgresPoolClient['query'],
    release() {
      const isIdle = client.getTransactionStatus() === 'I'
      client.release(failure ?? (isIdle ? undefined : leftInTransaction))
    }
  }
}

const isReadOnly = (error: unknown) => databaseRefusal(error)?.state === 'database-read-only'
const outdated = new Error('a connection was opened while the server was read-only')

/**
 * A pool for Kysely that takes back only reusable connections. After its `query_timeout`, `pg`
 * rejects a query but still waits for the response, and Kysely releases every connection as
 * reusable.
 *
 * A connection keeps the read-only default of its start, and its server even after a failover:
 * after a read-only error, all connections are replaced.
 */
export function guardPool(pool: ClientPool, { isAnswer, report, onWait }: PoolWatch): PostgresPool {
  const madeIn = new WeakMap<PooledClient, number>()
  let era = 0

  const watch: PoolWatch = {
    isAnswer,
    report(error) {
      if (isReadOnly(error)) era++
      report(error)
    }
  }

  async function connect(): Promise<PooledClient> {
    const before = era
    const client = await pool.connect().catch((error: Error) => {
      report(error)
      throw error
    })
    if (!madeIn.has(client)) madeIn.set(client, before)
    if (madeIn.get(client) === era) return client
    client.release(outdated)
    return connect()
  }

  function measure(wait: (seconds: number) => void): Promise<PooledClient> {
    const begin = performance.now()
    return connect().finally(() => wait((performance.now() - begin) / 1000))
  }

  return {
    connect: async () => guard(await (onWait ? measure(onWait) : connect()), watch),
    end: () => pool.end()
  }
}

class QuietDriver extends PostgresDriver {
  /**
   * Ignores a failed rollback: the caller needs the original error, and the guard drops the
   * connection.
   */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => {})
  }
}

export class GuardedPostgresDialect extends PostgresDialect {
  readonly #pool: PostgresPool

  constructor(pool: PostgresPool) {
    super({ pool })
    this.#pool = pool
  }

  override createDriver(): Driver {
    return new QuietDriver({ pool: this.#pool })
  }
}
