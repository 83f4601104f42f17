import { join } from 'node:path'
import Sqlite from 'libsql'
import { withExplicitTls } from '../config/database-target.js'
import { prepareDatabaseFile } from '../config/owner-only.js'
import { connectionError } from './check-connection.js'
import { identityOf } from './file-identity.js'

export interface ServingLock {
  /** Settles when the lock was lost: PostgreSQL's with its connection, a directory's with the file. */
  readonly lost: Promise<void>
  /** Whether it was held a moment ago, as far as that is known here. */
  isHeld(): boolean
  /** Whether it is held, as the one who grants it says now. */
  confirm(): Promise<boolean>
  release(): Promise<void>
}

/** Where the database is; without a URL in a file of the directory. */
export interface DatabasePlace {
  readonly DATABASE_URL?: string
  readonly DATA_DIR: string
}

/** Any number: nobody else asks PostgreSQL for this lock. */
const lockNumber = 7_243_002
/** In milliseconds. */
const timeouts = { connect: 2_000, query: 5_000 }
/** How long a confirmation holds, in milliseconds: a network that swallows does not tell of a loss. */
const lease = 3_000

const isBusy = (error: unknown) =>
  /^SQLITE_(BUSY|LOCKED)/.test((error as { code?: string }).code ?? '')

/**
 * A transaction on a database of its own: it ends with the process, however that ends. It keeps out
 * only those who open the same file: one that was removed or replaced locks nothing any more.
 */
function lockDirectory(directory: string, isShared: boolean): ServingLock | null {
  const file = join(directory, 'serving-lock.db')
  prepareDatabaseFile(file)
  const isSame = identityOf([file])
  const database = new Sqlite(file, { timeout: 1 })
  try {
    database.exec(isShared ? 'begin; select count(*) from sqlite_master' : 'begin exclusive')
  } catch (error) {
    database.close()
    if (isBusy(error)) return null
    throw error
  }

  let isHeld = true
  let lose = () => {}
  const lost = new Promise<void>((resolve) => {
    lose = resolve
  })
  function release(): void {
    if (isHeld) database.close()
    isHeld = false
  }
  function confirm(): boolean {
    if (isHeld && !isSame()) {
      release()
      lose()
    }
    return isHeld
  }
  return {
    lost,
    isHeld: () => isHeld,
    confirm: async () => confirm(),
    release: async () => release()
  }
}

/** An advisory lock: it ends with its connection. */
async function lockPostgres(url: string, isShared: boolean): Promise<ServingLock | null> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    connectionString: withExplicitTls(url),
    connectionTimeoutMillis: timeouts.connect,
    query_timeout: timeouts.query,
    application_name: 'starwars-api lock',
    keepAlive: true
  })
  const lost = new Promise<void>((resolve) => {
    client.once('end', resolve)
    client.on('error', () => resolve())
  })
  const giveUp = () => void client.end().catch(() => {})
  let confirmedAt = performance.now()

  /** A connection that answers nothing is given up: its other end may be gone, and the lock with it. */
  async function ask(): Promise<boolean> {
    const begin = performance.now()
    try {
      await client.query('select 1')
      confirmedAt = begin
      return true
    } catch {
      giveUp()
      return false
    }
  }

  // One at a time, as the client wants it; each is asked after it was wanted.
  let latest = Promise.resolve(true)
  function confirm(): Promise<boolean> {
    latest = latest.then(ask)
    return latest
  }
  try {
    await client.connect().catch((error) => {
      throw connectionError(error)
    })
    const tryLock = isShared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
    const { rows } = await client.query(`select ${tryLock}($1) as got`, [lockNumber])
    const isHeld = () => performance.now() - confirmedAt < lease
    if (rows[0].got) return { lost, isHeld, confirm, release: () => client.end() }
    await client.end()
    return null
  } catch (error) {
    // It may be given the lock yet, and keep it from everybody.
    giveUp()
    throw error
  }
}

/**
 * Takes the lock of those who serve from a database.
 *
 * @param isShared with others that take it so, instead of alone
 * @returns null if somebody has it who excludes that
 */
export async function takeServingLock(
  { DATABASE_URL, DATA_DIR }: DatabasePlace,
  { isShared = false } = {}
): Promise<ServingLock | null> {
  return DATABASE_URL === undefined
    ? lockDirectory(DATA_DIR, isShared)
    : lockPostgres(DATABASE_URL, isShared)
}
