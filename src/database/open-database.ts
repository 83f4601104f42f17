import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import Sqlite from 'libsql'
import { StartError } from '../config/start-error.js'
import { giveUpGoneClients } from './gone-clients.js'
import { guardPool } from './guarded-pool.js'
import type { Database } from './schema.js'
import { ImmediateSqliteDialect } from './sqlite-dialect.js'

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

function openFile(directory: string) {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const database = new Sqlite(join(directory, 'starwars.db'), { timeout: busyTimeout })
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    return database
  } catch (error) {
    const message = `cannot open the database (${(error as Error).message})`
    throw new StartError([{ variable: 'DATA_DIR', message }])
  }
}

function openSqlite(directory: string): Kysely<Database> {
  const database = openFile(directory)
  return new Kysely<Database>({ dialect: new ImmediateSqliteDialect(database) })
}

async function openPostgres(
  url: string,
  timeouts: Timeouts,
  warn: (error: Error) => void
): Promise<Kysely<Database>> {
  // Loaded where it is used: with SQLite the service starts without it.
  const { default: pg } = await import('pg')
  const types = new pg.TypeOverrides()
  types.setTypeParser(int8, Number)
  const isAnswer = (error: unknown) => error instanceof pg.DatabaseError
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'starwars-api',
    types,
    max: maxConnections,
    connectionTimeoutMillis: timeouts.connect,
    query_timeout: timeouts.query,
    statement_timeout: timeouts.statement,
    // Of a connection that the network forgot the server learns nothing, and its locks would stay.
    idle_in_transaction_session_timeout: timeouts.idleTransaction,
    keepAlive: true,
    onConnect: (client) => giveUpGoneClients(client, isAnswer)
  })
  // A connection that breaks: the pool drops it and makes another when it is needed. It watches the
  // idle ones alone; what breaks between two questions of a transaction would end the process.
  pool.on('error', warn)
  pool.on('connect', (client) => client.on('error', warn))
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: guardPool(pool, isAnswer) }) })
}

/**
 * The database: embedded in the data directory, or PostgreSQL where `DATABASE_URL` names one.
 *
 * @param warn is told of connections that broke
 * @throws StartError where the file cannot be opened; PostgreSQL is asked for the first time later
 */
export async function openDatabase(
  settings: { readonly DATABASE_URL?: string; readonly DATA_DIR: string },
  warn: (error: Error) => void,
  timeouts: Partial<Timeouts> = {}
): Promise<Kysely<Database>> {
  const { DATABASE_URL, DATA_DIR } = settings
  if (DATABASE_URL === undefined) return openSqlite(DATA_DIR)
  return openPostgres(DATABASE_URL, { ...defaultTimeouts, ...timeouts }, warn)
}
