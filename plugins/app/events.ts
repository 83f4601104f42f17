import fp from 'fastify-plugin'
import type { Kysely } from 'kysely'
import { type AccountEvent, insertEvent, pruneEvents } from '../../src/accounts/events.js'
import { inBatches } from '../../src/database/in-batches.js'
import type { Database } from '../../src/database/schema.js'

declare module 'fastify' {
  interface FastifyInstance {
    events: {
      /** Writes an event down, in the transaction of what it tells where there is one. */
      record(db: Kysely<Database>, event: AccountEvent): Promise<void>
      /** Deletes what is older than `EVENTS_DAYS`. Done every hour by itself. */
      prune(): Promise<void>
    }
  }
}

const secondsPerDay = 86_400

/** In milliseconds. */
const pruneInterval = 3_600_000

/** How many events one statement deletes. */
const pruneBatch = 500

/** Who did what, when, from where: every success and failure of authentication, every admin act. */
export default fp(
  async (app) => {
    const { db, clock } = app
    const kept = app.config.settings.EVENTS_DAYS * secondsPerDay

    const prune = (isClosing?: () => boolean) =>
      inBatches(() => pruneEvents(db, clock() - kept, pruneBatch), isClosing)

    app.decorate('events', {
      record: (connection, event) => insertEvent(connection, event, clock()),
      prune
    })
    app.background('deleting old events', pruneInterval, prune)
  },
  { name: 'events', dependencies: ['config', 'clock', 'database', 'background'] }
)
