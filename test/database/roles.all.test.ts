import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { migrations } from '../../migrations/index.js'
import { liveWholeLife } from '../accounts/whole-life.js'
import { codeBlocks } from '../docs/code-blocks.js'
import { build } from '../helper.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { migrateUp } from './migrate-all.js'
import { openDatabase } from './open-database.js'

const [createRoles = '', protectSteps = ''] = codeBlocks('docs/deployment.md', 'sql')

/** Runs the documented statements in a database and with roles of the test. */
async function prepare(t: Test) {
  const suffix = randomBytes(6).toString('hex')
  const names = { owner: `starwars_owner_${suffix}`, app: `starwars_app_${suffix}` }
  // Registered first: the roles can be dropped only after the database.
  t.teardown(() => askPostgres(`drop role if exists ${names.owner}, ${names.app}`))
  const url = await createDatabase(t)
  const database = new URL(url).pathname.slice(1)
  const run = (sql: string) =>
    askPostgres(
      sql
        .replaceAll('DATABASE starwars', `DATABASE ${database}`)
        .replaceAll('starwars_owner', names.owner)
        .replaceAll('starwars_app', names.app),
      url
    )
  const urlOf = (role: 'owner' | 'app') => {
    const changed = new URL(url)
    changed.username = names[role]
    changed.password = `change-this-${role}-password`
    return changed.href
  }
  await run(createRoles)
  return { run, owner: urlOf('owner'), app: urlOf('app') }
}

t.test('the documented roles migrate and serve', async (t) => {
  const { run, owner, app } = await prepare(t)
  t.strictSame(
    await migrateUp(await openDatabase(t, { DATABASE_URL: owner })),
    Object.keys(migrations)
  )
  await run(protectSteps)

  const { url: REDIS_URL } = await startRedis(t)
  await liveWholeLife(t, { env: { DATABASE_URL: app, REDIS_URL } })

  for (const sql of [
    'create table mine (id int)',
    'drop table users',
    'delete from kysely_migration',
    'update kysely_migration_lock set is_locked = 1'
  ]) {
    await t.rejects(askPostgres(sql, app), { code: '42501' }, sql)
  }
})

t.test('with pending steps the message of the start names the remedy', async (t) => {
  const { app } = await prepare(t)
  const { url: REDIS_URL } = await startRedis(t)
  await t.rejects(build(t, { env: { DATABASE_URL: app, REDIS_URL } }), {
    message: /pending steps 0001-accounts, .*npm run migrate -- up. with the role that owns/
  })
})
