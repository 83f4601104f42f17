import fp from 'fastify-plugin'
import { sql } from 'kysely'
import { StartError } from '../../src/config/start-error.js'
import { databaseRefusal, databaseStates } from '../../src/database/errors.js'
import { type ServingLock, takeServingLock } from '../../src/database/serving-lock.js'
import { reasonOf } from '../../src/log/reason-of.js'
import { problem } from '../../src/problems/problem.js'

declare module 'fastify' {
  interface FastifyInstance {
    servingLock: {
      /** Whether the set in this process may be trusted; always, where the set is in Redis. */
      isHeld(): boolean
      /** The same, but asked: a lock may be lost and its loss not be known here yet. */
      confirm(): Promise<boolean>
      /** @throws Problem that says why it is not held */
      refuse(): never
      /** Is called each time after the lock was lost and taken again. */
      onRegained(act: () => Promise<void>): void
    }
  }
}

/** In milliseconds. */
const retryDelay = 500
const confirmInterval = 500

const remedy =
  'put it back, or restart the service, which then serves what is there: until then secured routes and accounts answer 503'

/**
 * Without Redis the set of revoked tokens lies in the process: another process would not know what
 * this one revokes, nor this one what the other does, so the second is refused. Who loses the lock
 * serves no secured route until it has it again; nor does one whose database file was removed or
 * replaced, for another may serve what is there now. With Redis it only keeps out who has none: whoever
 * loses it then goes on, and takes it again.
 */
export default fp(
  async (app) => {
    const { settings, redis } = app.config
    const isShared = redis !== null
    let lock: ServingLock | null = null
    let isClosing = false
    let isDatabaseLost = false
    const acts: (() => Promise<void>)[] = []

    app.decorate('servingLock', {
      isHeld: () => isShared || (!isDatabaseLost && (lock?.isHeld() ?? false)),
      confirm: async () => isShared || (lock !== null && (await lock.confirm())),
      refuse() {
        const detail = isDatabaseLost
          ? `database-lost: ${databaseStates['database-lost']}; ${remedy}`
          : 'serving-lock-lost: another process may serve just now'
        throw problem('service-unavailable', { detail })
      },
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

    /** @returns whether the file that is open is the one that a start would open */
    async function lookAtDatabase(): Promise<boolean> {
      if (settings.DATABASE_URL !== undefined) return true
      const wasLost = isDatabaseLost
      isDatabaseLost = await sql`select 1`.execute(app.db).then(
        () => false,
        (error) => databaseRefusal(error)?.state === 'database-lost'
      )
      if (isDatabaseLost && !wasLost) {
        app.log.error(`${databaseStates['database-lost']}: ${remedy}`)
      }
      if (wasLost && !isDatabaseLost) app.log.info('the database file is there again')
      return !isDatabaseLost
    }

    async function tryAgain(): Promise<void> {
      // Else the lock would be taken in another directory than the one that is served from.
      if (!(await lookAtDatabase())) return regain()
      const taken = await takeServingLock(settings, { isShared }).catch(() => null)
      if (taken === null) return regain()
      try {
        for (const act of acts) await act()
      } catch {
        await taken.release().catch(() => {})
        return regain()
      }
      if (!isShared) app.log.info('the serving lock is held again')
      watch(taken)
    }

    let attempt: Promise<void> | undefined
    let looking: Promise<unknown> | undefined
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
    const first = await takeServingLock(settings, { isShared }).catch((error: Error) =>
      refuse(
        error.message.startsWith('cannot connect')
          ? error.message
          : `cannot use ${settings.DATABASE_URL === undefined ? 'serving-lock.db' : 'the serving lock'} (${reasonOf(error)})`
      )
    )
    if (first === null) {
      return refuse(
        isShared
          ? 'a process without REDIS_URL serves from this database; stop it first, for neither would know what the other revokes'
          : 'another process serves from this database; without REDIS_URL only one may, for the set of revoked tokens lies in it'
      )
    }
    watch(first)
    const confirmations = setInterval(() => {
      void lock?.confirm()
      looking = lookAtDatabase()
    }, confirmInterval).unref()
    app.addHook('onClose', async () => {
      isClosing = true
      clearInterval(confirmations)
      await attempt
      await looking
      clearTimeout(timer)
      await lock?.release()
    })
  },
  { name: 'serving-lock', dependencies: ['config', 'database'] }
)
