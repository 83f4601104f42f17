import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import Sqlite from 'libsql'
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
      /** Whether the set in this process may be trusted; always, where the set is in Redis. */
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
  async function ask(): Promise<boolean> {
    try {
      await client.query('select 1')
      return true
    } catch {
      client.end().catch(() => {})
      return false
    }
  }
  // One at a time, as the client wants it; each is asked after it was wanted.
  let latest = Promise.resolve(true)
  function confirm(): Promise<boolean> {
    latest = latest.then(ask)
    return latest
  }
  await client.connect()
  const tryLock = isShared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
  const { rows } = await client.query(`select ${tryLock}($1) as got`, [lockNumber])
  if (rows[0].got) return { lost, confirm, release: () => client.end() }
  await client.end()
  return null
}

/**
 * Takes the lock of those who serve: alone where there is no Redis, else shared with others.
 *
 * @returns null if somebody has it who excludes that
 */
export async function takeServingLock({
  settings: { DATABASE_URL, DATA_DIR },
  redis
}: Pick<FastifyInstance['config'], 'settings' | 'redis'>): Promise<ServingLock | null> {
  const isShared = redis !== null
  return DATABASE_URL === undefined
    ? lockDirectory(DATA_DIR, isShared)
    : lockPostgres(DATABASE_URL, isShared)
}

/**
 * Without Redis the set of revoked tokens lies in the process: another process would not know what
 * this one revokes, nor this one what the other does, so the second is refused. Who loses the lock
 * serves no secured route until it has it again. With Redis it only keeps out who has none: whoever
 * loses it then goes on, and takes it again.
 */
export default fp(
  async (app) => {
    const { settings, redis } = app.config
    const isShared = redis !== null
    let lock: ServingLock | null = null
    let isClosing = false
    const acts: (() => Promise<void>)[] = []

    app.decorate('servingLock', {
      isHeld: () => isShared || lock !== null,
      confirm: async () => isShared || (lock !== null && (await lock.confirm())),
      onRegained: (act) => void acts.push(act)
    })
    function watch(held: ServingLock): void {
      lock = held
      held.lost.then(() => {
        lock = null
        if (isClosing) return
        if (!isShared) app.log.error('the serving lock is lost: secured routes answer 503')
        regain()
      })
    }

    async function tryAgain(): Promise<void> {
      const taken = await takeServingLock(app.config).catch(() => null)
      if (taken === null) return regain()
      try {
        for (const act of acts) await act()
      } catch {
        await taken.release()
        return regain()
      }
      if (!isShared) app.log.info('the serving lock is held again')
      watch(taken)
    }

    let attempt: Promise<void> | undefined
    let timer: NodeJS.Timeout | undefined

    function regain(): void {
      timer = setTimeout(() => {
        attempt = tryAgain()
      }, retryDelay).unref()
    }

    const variable = settings.DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL'
    const refuse = (message: string): never => {
      throw new StartError([{ variable, message }])
    }
    const first = await takeServingLock(app.config).catch(({ message }: Error) =>
      refuse(`cannot take the lock of those who serve (${message})`)
    )
    if (first === null) {
      return refuse(
        isShared
          ? 'a process without REDIS_URL serves from this database; stop it first, for neither would know what the other revokes'
          : 'another process serves from this database; without REDIS_URL only one may, for the set of revoked tokens lies in it'
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
