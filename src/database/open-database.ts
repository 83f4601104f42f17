import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Kysely, type KyselyConfig } from 'kysely'
import Sqlite from 'libsql'
import { withExplicitTls } from '../config/database-target.js'
import { makeOwnDirectory, prepareDatabaseFile } from '../config/file-modes.js'
import { StartError } from '../config/start-error.js'
import { applicationName } from '../config/version.js'
import { reasonOf } from '../log/reason-of.js'
import { DatabaseLostError, identityOf } from './file-identity.js'
import { GuardedPostgresDialect, guardPool } from './guarded-pool.js'
import { prepareConnection } from './prepare-connection.js'
import type { Database } from './schema.js'
import { ImmediateSqliteDialect, type SqliteWatch } from './sqlite-dialect.js'
import { writeFailure } from './write-failure.js'

/** How long SQLite waits for another process's write, in milliseconds. */
const busyTimeout = 5_000

/**
 * Timeouts of PostgreSQL, in milliseconds: for the execution of a statement, for the response to a
 * query, for an idle transaction, and for a free connection. The server's timeout is shorter than
 * that of the query: its error leaves the connection usable. The server does not notice an idle
 * connection that the network dropped, and would keep its locks.
 */
const defaultTimeouts = { statement: 4_000, query: 5_000, idleTransaction: 10_000, connect: 2_000 }
export type Timeouts = typeof defaultTimeouts

/**
 * A migration may build an index over millions of rows, or wait for another process's migration.
 */
export const migrationTimeouts = { statement: 3_600_000, query: 3_605_000 }

/** The type `bigint`, which `pg` returns as text. Every number here is a safe integer. */
const int8 = 20

/** Is called with each error of the driver: of a broken connection, or of a query. */
type DatabaseReport = (error: Error, about: 'connection' | 'question') => void

/** The text of a query, with placeholders instead of values. */
export interface QueryFacts {
  readonly sql: string
  readonly hasFailed: boolean
}

/**
 * Receives the duration of each query, and of each wait for a free or new connection, in seconds.
 * Without it nothing is measured.
 */
export type DatabaseMeter = (of: 'query' | 'wait', seconds: number, query?: QueryFacts) => void

/** The option of Kysely that measures each query. */
const measured = (meter: DatabaseMeter | null): Pick<KyselyConfig, 'log'> =>
  meter === null
    ? {}
    : {
        log: ({ level, query: { sql }, queryDurationMillis }) =>
          meter('query', queryDurationMillis / 1000, { sql, hasFailed: level === 'error' })
      }

/** @throws StartError */
function openFile(directory: string) {
  const file = join(directory, 'starwars.db')
  try {
    makeOwnDirectory(directory)
    prepareDatabaseFile(file)
    const isPrepared = identityOf([file])
    const database = new Sqlite(file, { timeout: busyTimeout })
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    // A read creates the `-wal` and `-shm` files, which stay while the database is open.
    database.exec('select count(*) from sqlite_schema')
    const real = realpathSync(file)
    const isOpened = identityOf([file, `${real}-wal`, `${real}-shm`])
    return { database, file: real, isSame: () => isPrepared() && isOpened() }
  } catch (error) {
    const message = `cannot open the database (${reasonOf(error)})`
    throw new StartError([{ variable: 'DATA_DIR', message }])
  }
}

function openSqlite(
  directory: string,
  report: DatabaseReport,
  meter: DatabaseMeter | null
): Kysely<Database> {
  const { database, file, isSame } = openFile(directory)
  const watch: SqliteWatch = {
    requireFile() {
      if (!isSame()) throw new DatabaseLostError()
    },
    report(error) {
      const { code = '' } = error as { code?: string }
      if (/^SQLITE_(IOERR|CANTOPEN)/.test(code)) error.cause ??= writeFailure(dirname(file), file)
      report(error, 'question')
    }
  }
  return new Kysely<Database>({
    dialect: new ImmediateSqliteDialect(database, watch),
    ...measured(meter)
  })
}

async function openPostgres(
  url: string,
  maxConnections: number,
  timeouts: Timeouts,
  report: DatabaseReport,
  meter: DatabaseMeter | null
): Promise<Kysely<Database>> {
  // Loaded on demand: the service does not need it with SQLite.
  const { default: pg } = await import('pg')
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8, Number)
  const isAnswer = (error: unknown) => error instanceof pg.DatabaseError
  const pool = new pg.Pool({
    connectionString: withExplicitTls(url),
    application_name: applicationName,
    types,
    max: maxConnections,
    connectionTimeoutMillis: timeouts.connect,
    query_timeout: timeouts.query,
    keepAlive: true,
    onConnect: (client) => prepareConnection(client, timeouts, isAnswer)
  })
  // The pool replaces broken connections, but only listens for errors of idle ones. An error
  // between two queries of a transaction would end the process.
  const reportBroken = (error: Error) => report(error, 'connection')
  pool.on('error', reportBroken)
  pool.on('connect', (client) => client.on('error', reportBroken))
  const watch = {
    isAnswer,
    report: (error: Error) => report(error, 'question'),
    ...(meter && { onWait: (seconds: number) => meter('wait', seconds) })
  }
  return new Kysely<Database>({
    dialect: new GuardedPostgresDialect(guardPool(pool, watch)),
    ...measured(meter)
  })
}

/**
 * Opens the database: SQLite in the data directory, or PostgreSQL if `DATABASE_URL` is set.
 *
 * @throws StartError if the file cannot be opened. PostgreSQL is not queried yet
 */
export async function openDatabase(
  settings: {
    readonly DATABASE_URL?: string
    readonly DATABASE_POOL_MAX: number
    readonly DATA_DIR: string
  },
  report: DatabaseReport,
  timeouts: Partial<Timeouts> = {},
  meter: DatabaseMeter | null = null
): Promise<Kysely<Database>> {
  const { DATABASE_URL, DATABASE_POOL_MAX, DATA_DIR } = settings
  if (DATABASE_URL === undefined) return openSqlite(DATA_DIR, report, meter)
  const all = { ...defaultTimeouts, ...timeouts }
  return openPostgres(DATABASE_URL, DATABASE_POOL_MAX, all, report, meter)
}
