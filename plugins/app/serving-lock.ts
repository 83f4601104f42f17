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
      /** Whether the set in this process can be trusted. Always true if the set is in Redis. */
      isHeld(): boolean
      /** Checks the file of the lock as well: a loss may not have been noticed yet. */
      confirm(): boolean
      /** @throws Problem `service-unavailable`, with the reason why the lock is not held */
      refuse(): never
      /** Runs `act` each time the lock is taken again after a loss. */
      onRegained(act: () => Promise<void>): void
    }
  }
}

/** How often the files are checked, in milliseconds. */
const interval = 500

const remedy =
  'restore the file, or restart the service to serve from the current file; until then, secured routes and account routes return 503'

/**
 * Ensures that a process without Redis is the only one that serves from its database. Its set of
 * revoked tokens is in its memory, so two processes would not know each other's revocations: the
 * second one does not start. A process that loses the lock serves no secured route until it holds
 * it again. The same applies while its database file is removed or replaced: another process may
 * serve from the new file.
 *
 * With Redis, processes share the lock and only exclude those without Redis. A process that loses
 * it continues, and takes it again. PostgreSQL requires Redis, and so needs no lock.
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
          : 'serving-lock-lost: another process may serve from this database at the moment'
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

    /** Checks whether the open database file is still the one at its path. */
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
      // Otherwise the lock could be taken in another directory than that of the open database.
      if (lock === null && !isDatabaseLost) await regain()
    }

    lock = takeFirst()
    // Added before the hook of `background`, and so runs after it: that hook waits for the current
    // run.
    app.addHook('onClose', async () => lock?.release())
    app.background('looking after the serving lock', interval, look)
  },
  { name: 'serving-lock', dependencies: ['config', 'database', 'jobs'] }
)
