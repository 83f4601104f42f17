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
      /** The same, but the file is looked at: it may be lost and the loss not be noticed yet. */
      confirm(): boolean
      /** @throws Problem that says why it is not held */
      refuse(): never
      /** Is called each time after the lock was lost and taken again. */
      onRegained(act: () => Promise<void>): void
    }
  }
}

/** How often the files are looked at, in milliseconds. */
const interval = 500

const remedy =
  'put it back, or restart the service, which then serves what is there: until then secured routes and accounts answer 503'

/**
 * Without Redis the set of revoked tokens lies in the process: another process would not know what
 * this one revokes, nor this one what the other does, so the second is refused. A process that loses
 * the lock serves no secured route until it has it again; nor does one whose database file was removed
 * or replaced, for another process may serve what is there now. With Redis it only excludes processes
 * without: one that loses it goes on, and takes it again. PostgreSQL wants Redis, and so no lock.
 */
export default fp(
  async (app) => {
    const { settings, redis } = app.config
    const isShared = redis !== null
    let lock: ServingLock | null = null
    let isDatabaseLost = false
    const acts: (() => Promise<void>)[] = []

    app.decorate('servingLock', {
      isHeld: () => isShared || (lock !== null && !isDatabaseLost),
      confirm: () => isShared || confirm(),
      refuse() {
        const detail = isDatabaseLost
          ? `database-lost: ${databaseStates['database-lost']}; ${remedy}`
          : 'serving-lock-lost: another process may serve just now'
        throw problem('service-unavailable', { detail })
      },
      onRegained: (act) => void acts.push(act)
    })
    if (settings.DATABASE_URL !== undefined) return

    const take = () => takeServingLock(settings.DATA_DIR, { isShared })
    function refuse(message: string): never {
      throw new StartError([{ variable: 'DATA_DIR', message }])
    }

    function takeFirst(): ServingLock {
      try {
        const taken = take()
        if (taken !== null) return taken
      } catch (error) {
        refuse(`cannot use serving-lock.db (${reasonOf(error)})`)
      }
      return refuse(
        isShared
          ? 'a process without REDIS_URL serves from this database; stop it first, for neither would know what the other revokes'
          : 'another process serves from this database; without REDIS_URL only one may, for the set of revoked tokens lies in it'
      )
    }

    function confirm(): boolean {
      if (lock === null || lock.isHeld()) return lock !== null
      lock.release()
      lock = null
      if (!isShared) app.log.error('the serving lock is lost: secured routes answer 503')
      return false
    }

    /** Looks whether the file that is open is the one that a start would open. */
    async function lookAtDatabase(): Promise<void> {
      const wasLost = isDatabaseLost
      isDatabaseLost = await sql`select 1`.execute(app.db).then(
        () => false,
        (error) => databaseRefusal(error)?.state === 'database-lost'
      )
      if (isDatabaseLost && !wasLost) {
        app.log.error(`${databaseStates['database-lost']}: ${remedy}`)
      }
      if (wasLost && !isDatabaseLost) app.log.info('the database file is there again')
    }

    async function regain(): Promise<void> {
      const taken = take()
      if (taken === null) return
      try {
        for (const act of acts) await act()
      } catch (error) {
        taken.release()
        throw error
      }
      lock = taken
      if (!isShared) app.log.info('the serving lock is held again')
    }

    async function look(): Promise<void> {
      confirm()
      await lookAtDatabase()
      // Else the lock would be taken in another directory than the one that is served from.
      if (lock === null && !isDatabaseLost) await regain()
    }

    lock = takeFirst()
    // Before the hook of `background`, and so after it: that one waits for what is under way.
    app.addHook('onClose', async () => lock?.release())
    app.background('looking after the serving lock', interval, look)
  },
  { name: 'serving-lock', dependencies: ['config', 'database', 'jobs'] }
)
