import { join } from 'node:path'
import { sql } from 'kysely'
import Sqlite from 'libsql'
import t from 'tap'
import { migrations } from '../../migrations/index.js'
import { isUniqueViolation } from '../../src/database/errors.js'
import * as migrate from '../../src/database/migrate.js'
import { bearer, build, mint, temporaryDirectory } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { migrateDown, migrateUp, migrationStatus } from './migrate-all.js'
import { emptyDatabases, openDatabase } from './open-database.js'

const names = Object.keys(migrations)

for (const [name, emptyDatabase] of Object.entries(emptyDatabases)) {
  t.test(
    `migrateUp runs each step once, and migrateDown reverts one at a time (${name})`,
    async (t) => {
      const db = await openDatabase(t, await emptyDatabase(t))
      t.match(await migrationStatus(db), [{ name: names[0], executedAt: undefined }])
      t.strictSame(await migrateUp(db), names)
      t.strictSame(await migrateUp(db), [])
      for (const { executedAt } of await migrationStatus(db)) t.type(executedAt, Date)
      await db.selectFrom('users').selectAll().execute()

      for (const step of [...names].reverse()) t.strictSame(await migrateDown(db), [step])
      t.strictSame(await migrateDown(db), [])
      await t.rejects(db.selectFrom('users').selectAll().execute())
      t.strictSame(await migrateUp(db), names, 'all steps can run again')
    }
  )

  t.test(`a failed step changes nothing and stops the start (${name})`, async (t) => {
    const env = await emptyDatabase(t)
    const db = await openDatabase(t, env)
    await sql`create table events (in_the_way text)`.execute(db)
    await t.rejects(migrateUp(db), /events/)
    await t.rejects(db.selectFrom('users').selectAll().execute(), /users/)
    const variable = env.DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL'
    const redis = env.DATABASE_URL && { REDIS_URL: (await startRedis(t)).url }
    await t.rejects(build(t, { env: { ...env, ...redis } }), {
      message: new RegExp(`${variable}: cannot migrate the database .*events`)
    })
  })

  t.test(
    `a step of a newer release stays, and stops neither start nor status (${name})`,
    async (t) => {
      const db = await openDatabase(t, await emptyDatabase(t))
      await migrateUp(db)
      const newer = { ...migrations, '9999-later': { up: async () => {}, down: async () => {} } }
      t.strictSame(await migrate.migrateUp(db, newer), ['9999-later'])

      t.strictSame(await migrateUp(db), [])
      t.strictSame(await migrate.newerSteps(db, migrations), ['9999-later'])
      t.match((await migrationStatus(db)).at(-1), {
        name: '9999-later',
        note: 'of a newer release'
      })
      await t.rejects(migrateDown(db), { message: /9999-later is a step of a newer release/ })
      t.strictSame(await migrate.migrateDown(db, newer), ['9999-later'])
    }
  )

  t.test(`a step that meets a deadlock is repeated, but not forever (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    let left = 3
    const up = async () => {
      if (left-- > 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
    }
    await migrateUp(db)
    const newer = { ...migrations, '9999-later': { up } }
    t.strictSame(await migrate.migrateUp(db, newer), ['9999-later'])
    left = Number.POSITIVE_INFINITY
    await t.rejects(migrate.migrateUp(db, { ...newer, '9999-latest': { up } }), /deadlock/)
  })

  t.test(`an unknown step among the older ones stops the start (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    await migrate.migrateUp(db, { ...migrations, '0001-other': { up: async () => {} } })
    await t.rejects(migrateUp(db), /0001-other/)
  })

  t.test(`isUniqueViolation recognizes unique violations only (${name})`, async (t) => {
    const db = await openDatabase(t, await emptyDatabase(t))
    await migrateUp(db)
    const row = { id: 'x', bucket: 'aa', until: 1, published_at: null }
    const insert = () => db.insertInto('revocations').values(row).execute()
    await insert()
    const error = await insert().catch((reason) => reason)
    t.ok(isUniqueViolation(error))
    const other = await sql`select nonsense`.execute(db).catch((reason) => reason)
    t.notOk(isUniqueViolation(other))
    t.notOk(isUniqueViolation(null))
  })
}

t.test('several concurrent processes run each step once', async (t) => {
  const env = await emptyDatabases.PostgreSQL?.(t)
  if (env === undefined) throw new Error('no PostgreSQL')
  const all = await Promise.all(Array.from({ length: 4 }, () => openDatabase(t, env)))
  const steps = await Promise.all(all.map(migrateUp))
  t.strictSame(steps.flat().sort(), names)
})

t.test('a newer release may migrate the database while an older one starts', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const db = await openDatabase(t, env)
  await migrateUp(db)
  const other = new Sqlite(join(env.DATA_DIR, 'starwars.db'))
  t.teardown(() => other.close())
  let isMigrated = false
  const observed = new Proxy(migrations, {
    // Called after the executed steps were read, and before the migration.
    ownKeys(target) {
      if (!isMigrated) other.exec("insert into kysely_migration values ('9999-later', 'now')")
      isMigrated = true
      return Reflect.ownKeys(target)
    }
  })
  t.strictSame(await migrate.migrateUp(db, observed), [])
  t.strictSame(await migrate.newerSteps(db, migrations), ['9999-later'])

  const app = await build(t, { env })
  const response = await app.inject({ url: '/films/v1/', headers: bearer(mint()) })
  t.equal(response.statusCode, 200, 'the older release serves')
})
