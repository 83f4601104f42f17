import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { migrations } from '../../migrations/index.js'
import { liveWholeLife } from '../accounts/whole-life.js'
import { runCommand } from '../bin/run-command.js'
import { codeBlocks } from '../docs/code-blocks.js'
import { build } from '../helper.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { migrateDown, migrateUp } from './migrate-all.js'
import { openDatabase } from './open-database.js'

const [createRoles = '', protectSteps = '', takeOver = ''] = codeBlocks('docs/deployment.md', 'sql')

/** Creates a database, and returns how to run the documented statements in it. */
async function prepare(t: Test) {
  const suffix = randomBytes(6).toString('hex')
  const names = {
    owner: `starwars_owner_${suffix}`,
    app: `starwars_app_${suffix}`,
    former: `former_role_${suffix}`
  }
  // Registered first: the roles can be dropped only after the database.
  t.teardown(() => askPostgres(`drop role if exists ${Object.values(names)}`))
  const url = await createDatabase(t)
  const database = new URL(url).pathname.slice(1)
  const runSql = (sql: string) =>
    askPostgres(
      sql
        .replaceAll('DATABASE starwars', `DATABASE ${database}`)
        .replaceAll('starwars_owner', names.owner)
        .replaceAll('starwars_app', names.app)
        .replaceAll('former_role', names.former),
      url
    )
  const urlOf = (role: keyof typeof names) => {
    const changed = new URL(url)
    changed.username = names[role]
    changed.password = `change-this-${role}-password`
    return changed.href
  }
  return { runSql, owner: urlOf('owner'), app: urlOf('app'), former: urlOf('former') }
}

t.test('the documented roles migrate and serve', async (t) => {
  const { runSql, owner, app } = await prepare(t)
  await runSql(createRoles)
  t.strictSame(
    await migrateUp(await openDatabase(t, { DATABASE_URL: owner })),
    Object.keys(migrations)
  )
  await runSql(protectSteps)

  const { url: REDIS_URL } = await startRedis(t)
  const env = { DATABASE_URL: app, REDIS_URL }
  await liveWholeLife(t, { env })
  const { code, stderr } = await runCommand('admin', ['tokens-valid-from', 'now'], env)
  t.equal(code, 0, stderr)

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
  const { runSql, app } = await prepare(t)
  await runSql(createRoles)
  const { url: REDIS_URL } = await startRedis(t)
  await t.rejects(build(t, { env: { DATABASE_URL: app, REDIS_URL } }), {
    message: /pending steps 0001-accounts, .*npm run migrate -- up. with the role that owns/
  })
})

t.test('the roles take over the tables of a former one', async (t) => {
  const { runSql, owner, app, former } = await prepare(t)
  await runSql(
    "create role former_role login password 'change-this-former-password'; grant create on schema public to former_role"
  )
  await migrateUp(await openDatabase(t, { DATABASE_URL: former }))
  await runSql(createRoles)
  await runSql(takeOver)
  await runSql(protectSteps)
  t.strictSame(await migrateDown(await openDatabase(t, { DATABASE_URL: owner })), [
    Object.keys(migrations).at(-1)
  ])
  await migrateUp(await openDatabase(t, { DATABASE_URL: owner }))
  const { url: REDIS_URL } = await startRedis(t)
  await liveWholeLife(t, { env: { DATABASE_URL: app, REDIS_URL } })
})
