import { type Migration, Migrator, sql } from 'kysely'
import t, { type Test } from 'tap'
import { migrations } from '../../migrations/index.js'
import { migrationTimeouts } from '../../src/database/open-database.js'
import { temporaryDirectory } from '../helper.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { Service } from '../server/service.js'
import { until } from '../until.js'
import { openDatabase } from './open-database.js'

const [[name, first], ...others] = Object.entries(migrations) as [[string, Migration]]

/** Starts a migration whose first step waits for `end`. Resolves when that step runs. */
async function migrateSlowly(t: Test, env: Record<string, string>) {
  const db = await openDatabase(t, env, migrationTimeouts)
  let [hasBegun, mayEnd] = [false, false]
  function end() {
    mayEnd = true
  }
  t.teardown(end)
  const slow: Migration = {
    async up(db) {
      hasBegun = true
      while (!mayEnd) await sql`select pg_sleep(0.1)`.execute(db)
      await first.up(db)
    }
  }
  const steps = { [name]: slow, ...Object.fromEntries(others) }
  const migrator = new Migrator({ db, provider: { getMigrations: async () => steps } })
  const migrated = migrator.migrateToLatest()
  await until(() => hasBegun)
  return { migrated, end }
}

t.test('a start waits for the migration of another process', async (t) => {
  const DATABASE_URL = await createDatabase(t)
  const { url: REDIS_URL } = await startRedis(t)
  const env = { DATA_DIR: temporaryDirectory(t), DATABASE_URL, REDIS_URL }
  const { migrated, end } = await migrateSlowly(t, env)
  const waiting = () =>
    askPostgres(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`,
      DATABASE_URL
    )

  const killed = new Service(t, { env })
  await until(async () => (await waiting()).length === 1)
  killed.kill('SIGKILL')
  await until(async () => (await waiting()).length === 0)

  const service = new Service(t, { env })
  // This takes longer than any query timeout, and than the plugin timeout of Fastify.
  await service.prints(/is migrating the database[\s\S]*is migrating the database/)
  t.notOk(service.stdout.includes('listening'))
  end()
  t.match(await migrated, { error: undefined })
  t.equal((await fetch(`${await service.origin()}/readyz`)).status, 200)
})
