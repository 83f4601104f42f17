import { join } from 'node:path'
import fp from 'fastify-plugin'
import Sqlite from 'libsql'
import type { Settings } from '../../schemas/settings.js'
import { StartError } from '../../src/config/start-error.js'

export interface ServingLock {
  /** Settles when the lock was lost, which only happens to PostgreSQL's: with its connection. */
  readonly lost: Promise<void>
  /** Whether it is held, as the one who grants it says now. */
  confirm(): Promise<boolean>
  release(): Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance {
    servingLock: {
      /** Whether this is the one process that serves; always, where Redis is shared by many. */
      isHeld(): boolean
      /** The same, but asked: a lock may be lost and its loss not be known here yet. */
      confirm(): Promise<boolean>
      /** Is called each time after the lock was lost and taken again. */
      onRegained(act: () => Promise<void>): void
    }
  }
}

/** Any number: nobody else asks PostgreSQL for this lock. */
const lockNumber = 7_243_002
/** In milliseconds. */
const retryDelay = 500
const confirmInterval = 1_000
const timeouts = { connect: 2_000, query: 5_000 }

/** A transaction on a database of its own: it ends with the process, however that ends. */
function lockDirectory(directory: string, isShared: boolean): ServingLock | null {
  const database = new Sqlite(join(directory, 'serving-lock.db'), { timeout: 1 })
  try {
    database.exec(isShared ? 'begin; select count(*) from sqlite_master' : 'begin exclusive')
  } catch {
    database.close()
    return null
  }
  return {
    lost: new Promise(() => {}),
    confirm: async () => true,
    release: async () => void database.close()
  }
}

/** An advisory lock: it ends with its connection. */
async function lockPostgres(url: string, isShared: boolean): Promise<ServingLock | null> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeouts.connect,
    query_timeout: timeouts.query,
    application_name: 'starwars-api lock',
    keepAlive: true
  })
  const lost = new Promise<void>((resolve) => {
    client.once('end', resolve)
    client.on('error', () => resolve())
  })
  /** A connection that answers nothing is given up: its other end may be gone, and the lock with it. */
  async function confirm(): Promise<boolean> {
    try {
      await client.query('select 1')
      return true
    } catch {
      client.end().catch(() => {})
      return false
    }
  }
  await client.connect()
  const tryLock = isShared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
  const { rows } = await client.query(`select ${tryLock}($1) as got`, [lockNumber])
  if (rows[0].got) return { lost, confirm, release: () => client.end() }
  await client.end()
  return null
}

/**
 * Takes the lock of the one process that may serve without Redis.
 *
 * @param isShared with others that take it so: to see that there is no such process
 * @returns null if another has it
 */
export async function takeServingLock(
  { DATABASE_URL, DATA_DIR }: Settings,
  { isShared = false } = {}
): Promise<ServingLock | null> {
  return DATABASE_URL === undefined
    ? lockDirectory(DATA_DIR, isShared)
    : lockPostgres(DATABASE_URL, isShared)
}

/**
 * Without Redis the set of revoked tokens lies in the process: a second process would not know what
 * the first one revokes, so it is refused. Who loses the lock serves no secured route until it has
 * it again.
 */
export default fp(
  async (app) => {
    const { settings, redis } = app.config
    let lock: ServingLock | null = null
    let isClosing = false
    const acts: (() => Promise<void>)[] = []

    app.decorate('servingLock', {
      isHeld: () => redis !== null || lock !== null,
      confirm: async () => redis !== null || (lock !== null && (await lock.confirm())),
      onRegained: (act) => void acts.push(act)
    })
    const variable = settings.DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL'
    const refuse = (message: string): never => {
      throw new StartError([{ variable, message }])
    }
    const take = (isShared: boolean) =>
      takeServingLock(settings, { isShared }).catch(({ message }: Error) =>
        refuse(`cannot take the lock of the one process that serves (${message})`)
      )

    if (redis !== null) {
      const sight = await take(true)
      if (sight !== null) return sight.release()
      return refuse(
        'a process without REDIS_URL serves from this database; stop it first, for neither would know what the other revokes'
      )
    }

    function watch(held: ServingLock): void {
      lock = held
      held.lost.then(() => {
        lock = null
        if (isClosing) return
        app.log.error('the serving lock is lost: secured routes answer 503')
        regain()
      })
    }

    async function tryAgain(): Promise<void> {
      const taken = await takeServingLock(settings).catch(() => null)
      if (taken === null) return regain()
      try {
        for (const act of acts) await act()
      } catch {
        await taken.release()
        return regain()
      }
      app.log.info('the serving lock is held again')
      watch(taken)
    }

    let attempt: Promise<void> | undefined
    let timer: NodeJS.Timeout | undefined

    function regain(): void {
      timer = setTimeout(() => {
        attempt = tryAgain()
      }, retryDelay).unref()
    }

    const first = await take(false)
    if (first === null) {
      return refuse(
        'another process serves from this database; without REDIS_URL only one may, for the set of revoked tokens lies in it'
      )
    }
    watch(first)
    const confirmations = setInterval(() => void lock?.confirm(), confirmInterval).unref()
    app.addHook('onClose', async () => {
      isClosing = true
      clearInterval(confirmations)
      await attempt
      clearTimeout(timer)
      await lock?.release()
    })
  },
  { name: 'serving-lock', dependencies: ['config', 'database'] }
)
