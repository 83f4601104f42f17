import { sql } from 'kysely'
import t from 'tap'
import { temporaryDirectory } from '../helper.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { until } from '../until.js'
import { openDatabase } from './open-database.js'

t.test(
  'a connection that breaks between two queries ends its transaction, not the process',
  async (t) => {
    const DATABASE_URL = await createDatabase(t)
    const db = await openDatabase(t, { DATA_DIR: temporaryDirectory(t), DATABASE_URL })
    const failures: unknown[] = []
    const note = (error: unknown) => void failures.push(error)
    process.on('uncaughtException', note)
    t.teardown(() => process.off('uncaughtException', note))

    const transaction = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      const pid = rows[0]?.pid
      await askPostgres(`select pg_terminate_backend(${pid})`)
      await until(async () => {
        const alive = await askPostgres(`select 1 from pg_stat_activity where pid = ${pid}`)
        return alive.length === 0
      })
      // By then the end of the connection has been read, while no query is pending.
      await new Promise((resolve) => setTimeout(resolve, 50))
      await sql`select 1`.execute(trx)
    })
    await t.rejects(transaction)
    t.same(failures, [])
    await t.resolves(sql`select 1`.execute(db), 'the next query gets a new connection')
  }
)
