import fp from 'fastify-plugin'
import { sql } from 'kysely'
import { type DatabaseState, databaseRefusal } from '../../src/database/errors.js'
import { probeWrite } from '../../src/database/write-probe.js'

/**
 * Without `database-lost`: then every query fails, and the first one that succeeds shows the
 * recovery.
 */
type WritingState = Exclude<DatabaseState, 'database-lost'>

declare module 'fastify' {
  interface FastifyInstance {
    databaseState: {
      /**
       * Queries the database.
       *
       * @returns what the database cannot do, or null if nothing is known to fail: it does not try
       *   a write
       * @throws whatever the driver throws, by rejection
       */
      look(): Promise<WritingState | null>
    }
  }
}

/** The interval between trial writes while writes fail, in milliseconds. */
const probeInterval = 1000

/**
 * Detects by driver errors that the database rejects valid statements. From then on, tries a write
 * once a second until one succeeds.
 */
export default fp(
  async (app) => {
    const { db } = app
    const isPostgres = app.config.settings.DATABASE_URL !== undefined
    let state: WritingState | null = null

    app.onDatabaseError((error) => {
      const refusal = databaseRefusal(error)
      if (refusal?.lasts) state = refusal.state as WritingState
    })
    app.background('writing to the database', probeInterval, async () => {
      if (state === null) return
      await probeWrite(db)
      state = null
    })

    async function isReadOnly(): Promise<boolean> {
      const { rows } = await sql<{
        setting: string
      }>`select current_setting('transaction_read_only') as setting`.execute(db)
      return rows[0]?.setting === 'on'
    }

    app.decorate('databaseState', {
      async look() {
        if (!isPostgres) await sql`select 1`.execute(db)
        // PostgreSQL reports this state itself, even before a write fails.
        else if (await isReadOnly()) state ??= 'database-read-only'
        return state
      }
    })
  },
  {
    name: 'database-state',
    dependencies: ['config', 'database', 'migrations', 'jobs']
  }
)
