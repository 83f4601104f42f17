import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Kysely } from 'kysely'
import Sqlite from 'libsql'
import { withExplicitTls } from '../config/database-target.js'
import { makeOwnDirectory, prepareDatabaseFile } from '../config/owner-only.js'
import { StartError } from '../config/start-error.js'
import { reasonOf } from '../log/reason-of.js'
import { checkClientConnections } from './client-connection-check.js'
import { DatabaseLostError, identityOf } from './file-identity.js'
import { GuardedPostgresDialect, guardPool } from './guarded-pool.js'
import type { Database } from './schema.js'
import { ImmediateSqliteDialect, type SqliteWatch } from './sqlite-dialect.js'
import { writeFailure } from './write-failure.js'

/** How long SQLite waits for another process's write, in milliseconds. */
const busyTimeout = 5_000

/**
 * Of PostgreSQL, in milliseconds: how long it may work on a question, how long its answer may take,
 * how long a transaction may ask nothing, and how long a free connection may take. The server gives a
 * question up first: then it says so, and the connection can be used again.
 */
const defaultTimeouts = { statement: 4_000, query: 5_000, idleTransaction: 10_000, connect: 2_000 }
export type Timeouts = typeof defaultTimeouts

/** A step of a migration may build an index over millions of rows, or wait for another process's. */
export const migrationTimeouts = { statement: 3_600_000, query: 3_605_000 }

/** How many connections to PostgreSQL one process holds at the most. */
const maxConnections = 10

/** `bigint` comes as text from `pg`; every number here is a safe integer. */
const int8 = 20

/** Is told of each error of the driver: that a connection broke in idleness, or what a question ended in. */
export type DatabaseReport = (error: Error, about: 'connection' | 'question') => void

/** @throws StartError */
function openFile(directory: string) {
  const file = join(directory, 'starwars.db')
  try {
    makeOwnDirectory(directory)
    prepareDatabaseFile(file)
    const isPrepared = identityOf([file])
    const database = new Sqlite(file, { timeout: busyTimeout })
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    // Reads, for only that makes the files beside it; they stay while it is open.
    database.exec('select count(*) from sqlite_schema')
    const real = realpathSync(file)
    const isOpened = identityOf([file, `${real}-wal`, `${real}-shm`])
    return { database, file: real, isSame: () => isPrepared() && isOpened() }
  } catch (error) {
    const message = `cannot open the database (${reasonOf(error)})`
    throw new StartError([{ variable: 'DATA_DIR', message }])
  }
}

function openSqlite(directory: string, report: DatabaseReport): Kysely<Database> {
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
  return new Kysely<Database>({ dialect: new ImmediateSqliteDialect(database, watch) })
}

async function openPostgres(
  url: string,
  timeouts: Timeouts,
  report: DatabaseReport
): Promise<Kysely<Database>> {
  // Loaded where it is used: with SQLite the service starts without it.
  const { default: pg } = await import('pg')
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8, Number)
  const isAnswer = (error: unknown) => error instanceof pg.DatabaseError
  const pool = new pg.Pool({
    connectionString: withExplicitTls(url),
    application_name: 'starwars-api',
    types,
    max: maxConnections,
    connectionTimeoutMillis: timeouts.connect,
    query_timeout: timeouts.query,
    statement_timeout: timeouts.statement,
    // Of a connection that the network forgot the server learns nothing, and its locks would stay.
    idle_in_transaction_session_timeout: timeouts.idleTransaction,
    keepAlive: true,
    onConnect: (client) => checkClientConnections(client, isAnswer)
  })
  // A connection that breaks: the pool drops it and makes another when it is needed. It watches the
  // idle ones alone; what breaks between two questions of a transaction would end the process.
  const reportBroken = (error: Error) => report(error, 'connection')
  pool.on('error', reportBroken)
  pool.on('connect', (client) => client.on('error', reportBroken))
  const watch = { isAnswer, report: (error: Error) => report(error, 'question') }
  return new Kysely<Database>({ dialect: new GuardedPostgresDialect(guardPool(pool, watch)) })
}

/**
 * The database: embedded in the data directory, or PostgreSQL where `DATABASE_URL` names one.
 *
 * @throws StartError where the file cannot be opened; PostgreSQL is asked for the first time later
 */
export async function openDatabase(
  settings: { readonly DATABASE_URL?: string; readonly DATA_DIR: string },
  report: DatabaseReport,
  timeouts: Partial<Timeouts> = {}
): Promise<Kysely<Database>> {
  const { DATABASE_URL, DATA_DIR } = settings
  if (DATABASE_URL === undefined) return openSqlite(DATA_DIR, report)
  return openPostgres(DATABASE_URL, { ...defaultTimeouts, ...timeouts }, report)
}
