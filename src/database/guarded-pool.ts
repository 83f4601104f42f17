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

export interface PoolWatch {
  /** Whether an error was sent by the server, as its answer to a question. */
  readonly isAnswer: (error: unknown) => boolean
  /** Is told of each error that a question or a connection ends in. */
  readonly report: (error: Error) => void
}

const leftInTransaction = new Error('a connection was given back inside a transaction')

/**
 * One use of a connection, from the pool and back. A question that ends in anything but an answer,
 * a timeout above all, leaves nobody knowing what the server has done and what it will still say:
 * the connection ends then, at once and for good, and whatever is asked of it later (the `rollback`
 * of the transaction) fails with the same error. The server undoes the transaction of a connection
 * that ends.
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

const isReadOnly = (error: unknown) => databaseRefusal(error)?.state === 'database-read-only'
const outdated = new Error('a connection was made while the server was read-only')

/**
 * A pool for Kysely that takes back only connections that are fit for the next: `pg` gives a question
 * up after its `query_timeout` but goes on waiting for the answer, and Kysely gives every connection
 * back as a good one.
 *
 * A connection keeps the read-only default that it began with, and the server that was deposed: after
 * such a refusal all are made anew.
 */
export function guardPool(pool: ClientPool, { isAnswer, report }: PoolWatch): PostgresPool {
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

  return {
    connect: async () => guard(await connect(), watch),
    end: () => pool.end()
  }
}

class QuietDriver extends PostgresDriver {
  /** The reason to roll back is what is thrown, whatever becomes of this: the guard drops the connection. */
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
