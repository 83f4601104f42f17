import pg from 'pg'
import t from 'tap'
import { whileNotServed } from '../../bin/while-not-served.js'
import { migrations } from '../../migrations/index.js'
import { loadDatabaseSettings } from '../../plugins/external/config.js'
import { registerInstance } from '../../src/database/instances.js'
import { migrateUp } from '../database/migrate-all.js'
import { emptyDatabases, openDatabase } from '../database/open-database.js'
import { build, environment } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { runCommand } from './run-command.js'

const newest = Object.keys(migrations).at(-1) as string

for (const [name, emptyDatabase] of Object.entries(emptyDatabases)) {
  t.test(`migrate down is refused while an instance serves (${name})`, async (t) => {
    const env = await emptyDatabase(t)
    const redis = env.DATABASE_URL && { REDIS_URL: (await startRedis(t)).url }
    const app = await build(t, { env: { ...env, ...redis } })
    await app.pulse.read()
    const refused = await runCommand('migrate', ['down'], env)
    t.strictSame([refused.code, refused.stdout], [1, ''])
    const who = env.DATABASE_URL
      ? new RegExp(`host \\S+, process ${process.pid}, version \\S+, last seen \\d+ s ago`)
      : /a process holds the serving lock/
    t.match(refused.stderr, who)
    t.match(refused.stderr, '--force')

    const forced = await runCommand('migrate', ['down', '--force'], env)
    t.strictSame([forced.code, forced.stdout], [0, `${newest}\n`])
    t.match(forced.stderr, who)
    t.match(forced.stderr, 'fail with 500 or 503')
    await runCommand('migrate', ['up'], env)

    await app.close()
    const alone = await runCommand('migrate', ['down'], env)
    t.strictSame(alone, { code: 0, stdout: `${newest}\n`, stderr: '' })
  })
}

t.test('instances that were killed, and those of earlier releases', async (t) => {
  const env = await (emptyDatabases.PostgreSQL as (typeof emptyDatabases)[string])(t)
  const settings = loadDatabaseSettings({ ...environment, ...env })
  const db = await openDatabase(t, env)
  const down = () => whileNotServed(db, { settings, isForced: false }, async () => {})
  await down()
  await migrateUp(db)
  await down()

  await registerInstance(db, { id: 'one', host: 'web-1', pid: 7, version: '1.2.3' })
  await t.rejects(down(), { message: /host web-1, process 7, version 1\.2\.3, last seen \d s ago/ })
  const age = (seconds: number) =>
    db
      .updateTable('instances')
      .set((row) => ({ seen_at: row('seen_at', '-', seconds) }))
      .execute()
  await age(100)
  await down()
  await age(100_000)
  await registerInstance(db, { id: 'two', host: 'web-2', pid: 7, version: '1.2.3' })
  const ids = await db.selectFrom('instances').select('id').execute()
  t.strictSame(ids, [{ id: 'two' }], 'rows of killed instances go after a day')
  await db.deleteFrom('instances').execute()

  const former = new pg.Client({
    connectionString: env.DATABASE_URL as string,
    application_name: 'starwars-api'
  })
  await former.connect()
  await t.rejects(down(), { message: /an earlier release on \S+, PostgreSQL process \d+/ })
  await former.end()
})
