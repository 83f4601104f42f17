import fp from 'fastify-plugin'
import { sql } from 'kysely'
import { type DatabaseState, databaseRefusal } from '../../src/database/errors.js'
import { probeWrite } from '../../src/database/write-probe.js'

/** Where the file is lost nothing can be asked, and it shows at once when it is there again. */
type WritingState = Exclude<DatabaseState, 'database-lost'>

declare module 'fastify' {
  interface FastifyInstance {
    databaseState: {
      /**
       * Asks the database something.
       *
       * @returns what it cannot do; null while it does all, as far as is known: writing is not tried
       * @throws what the driver throws, by rejection
       */
      look(): Promise<WritingState | null>
    }
  }
}

/** How often writing is tried while it fails, in milliseconds. */
const probeInterval = 1000

/**
 * Notices by the errors of the driver that the database refuses what is no mistake of ours, and, by
 * writing once a second from then on, when that is over.
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
        // It tells by itself, before anything is written.
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
