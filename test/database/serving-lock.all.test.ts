import { spawn } from 'node:child_process'
import { once } from 'node:events'
import pg from 'pg'
import t, { type Test } from 'tap'
import { type ServingLock, takeServingLock } from '../../src/database/serving-lock.js'
import { countWaiting, recordRevocations } from '../../src/revocation/record.js'
import { revocationOfToken } from '../../src/revocation/revocations-of.js'
import { bearer, build, claims, environment, forge, secrets } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { type ProxyOptions, startProxy } from '../revocation/tcp-proxy.js'
import { openStores } from '../stores.js'
import { until } from '../until.js'
import { emptyDatabases } from './open-database.js'

type App = Awaited<ReturnType<typeof build>>

const films = (app: App, token: string) => app.inject({ url: '/films/v1/', headers: bearer(token) })
const isReady = async (app: App) => (await app.inject('/readyz')).statusCode === 200

for (const [name, emptyDatabase] of Object.entries(emptyDatabases)) {
  t.test(`without Redis one process serves from a database (${name})`, async (t) => {
    const env = await emptyDatabase(t)
    const first = await build(t, { env })
    const variable = env.DATABASE_URL === undefined ? 'DATA_DIR' : 'DATABASE_URL'
    await t.rejects(build(t, { env }), {
      message: new RegExp(`${variable}: another process serves .*REDIS_URL`)
    })
    t.ok(await isReady(first), 'which the first one does not mind')
    await first.close()
    t.ok(await isReady(await build(t, { env })), 'the lock ends with its holder')
  })

  t.test(`with Redis nobody serves beside one without (${name})`, async (t) => {
    const env = await emptyDatabase(t)
    const alone = await build(t, { env })
    const { url } = await startRedis(t)
    await t.rejects(build(t, { env: { ...env, REDIS_URL: url } }), {
      message: /a process without REDIS_URL serves from this database; stop it first/
    })
    await alone.close()
    const many = { env: { ...env, REDIS_URL: url } }
    const apps = [await build(t, many), await build(t, many)]
    for (const app of apps) {
      t.ok(await isReady(app))
      await t.rejects(build(t, { env }), { message: /another process serves/ })
      await app.close()
    }
    t.ok(await isReady(await build(t, { env })), 'the last one has left')
  })

  t.test(`the lock dies with its process, however that ends (${name})`, async (t) => {
    const env = await emptyDatabase(t)
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/database/hold-lock.ts'], {
      env: { PATH: process.env.PATH, ...environment, ...env },
      stdio: ['ignore', 'pipe', 'inherit']
    })
    t.teardown(() => child.kill('SIGKILL'))
    const [said] = await once(child.stdout, 'data')
    t.match(String(said), /^held/)
    await t.rejects(build(t, { env }), { message: /another process serves/ })
    child.kill('SIGKILL')
    await once(child, 'exit')
    let app: App | undefined
    await until(async () => {
      app = await build(t, { env }).catch(() => undefined)
      return app
    })
    t.ok(app && (await isReady(app)))
  })
}

t.test('where Redis is shared, many may serve', async (test) => {
  for (const database of ['SQLite', 'PostgreSQL'] as const) {
    const stores = await openStores(test, { database, set: 'Redis' }, t)
    for (const app of [await stores.build(), await stores.build()]) test.ok(await isReady(app))
  }
})

/** An application on PostgreSQL, without Redis, and what takes its lock away. */
async function startOnPostgres(t: Test) {
  const { env, build } = await openStores(t, { database: 'PostgreSQL', set: 'in-process' }, t)
  const app = await build()
  const url = String(env.DATABASE_URL)
  const rival = new pg.Client({ connectionString: url })
  rival.on('error', () => {})
  await rival.connect()
  t.teardown(() => rival.end())
  const tries = async () =>
    (await rival.query('select pg_try_advisory_lock(7243002) as got')).rows[0].got as boolean
  /** Breaks the connection that holds the lock, and takes the lock before the application can. */
  async function steal() {
    const name = "application_name = 'starwars-api lock' and datname = current_database()"
    await askPostgres(`select pg_terminate_backend(pid) from pg_stat_activity where ${name}`, url)
    await until(tries)
    await until(async () => !(await isReady(app)))
  }
  const giveBack = () => rival.query('select pg_advisory_unlock_all()')
  return { app, url, steal, giveBack, tries }
}

const minted = () => {
  const payload = claims()
  return { payload, token: forge({ alg: 'HS256', typ: 'JWT' }, payload, secrets.access) }
}

t.test('who loses the lock serves no secured route until it has it again', async (t) => {
  const { app, steal, giveBack } = await startOnPostgres(t)
  const [good, revoked] = [minted(), minted()]
  for (const { token } of [good, revoked]) t.equal((await films(app, token)).statusCode, 200)

  await steal()
  assertProblem(t, await films(app, good.token), 'service-unavailable')
  assertProblem(t, await app.inject('/readyz'), 'service-unavailable')
  t.equal((await app.inject('/healthz')).statusCode, 200)
  t.equal((await films(app, 'forged')).statusCode, 401)

  // What the other process revokes meanwhile is in force from the first answer on.
  await recordRevocations(app.db, [revocationOfToken(revoked.payload)])
  await app.db.updateTable('revocations').set({ published_at: 1 }).execute()
  await giveBack()
  await until(() => isReady(app))
  t.equal((await films(app, revoked.token)).statusCode, 401)
  t.equal((await films(app, good.token)).statusCode, 200)
})

t.test(
  'who lost the lock puts nothing in force: the other has filled its set already',
  async (t) => {
    const { app, steal, giveBack } = await startOnPostgres(t)
    const revocation = revocationOfToken(minted().payload)
    await recordRevocations(app.db, [revocation])
    await steal()
    await t.rejects(app.revocation.publish([revocation]), { code: 'service-unavailable' })
    t.notOk(await app.servingLock.confirm())
    t.equal(await countWaiting(app.db), 1, 'it is left to the other')
    await giveBack()
    await until(async () => (await countWaiting(app.db)) === 0)
  }
)

t.test('with Redis the lost lock costs nothing, and is taken again', async (test) => {
  const stores = await openStores(test, { database: 'PostgreSQL', set: 'Redis' }, t)
  const app = await stores.build()
  const url = String(stores.env.DATABASE_URL)
  const name = "application_name = 'starwars-api lock' and datname = current_database()"
  const select = `from pg_stat_activity where ${name}`
  const holders = () => askPostgres(`select pid ${select}`, url)
  const [before] = await holders()
  await askPostgres(`select pg_terminate_backend(pid) ${select}`, url)
  test.ok(await isReady(app))
  test.equal((await films(app, minted().token)).statusCode, 200)
  await until(async () => (await holders()).some(({ pid }) => pid !== before?.pid))
  const env = { DATABASE_URL: url }
  await test.rejects(build(test, { env }), { message: /another process serves/ })
})

/** PostgreSQL behind a network that may be disturbed. */
async function behindProxy(t: Test, options?: ProxyOptions) {
  const direct = await createDatabase(t)
  const url = new URL(direct)
  const proxy = await startProxy(t, Number(url.port || 5432), options)
  url.host = new URL(proxy.url).host
  const take = (url: string) => takeServingLock({ DATABASE_URL: url, DATA_DIR: '' })
  return { proxy, take: () => take(url.href), takeDirectly: () => take(direct) }
}

t.test('a lock behind a connection that answers nothing is lost', async (t) => {
  const { proxy, take } = await behindProxy(t)
  const { lost, confirm, isHeld } = (await take()) as ServingLock
  t.ok(await confirm())
  proxy.silence()
  const isConfirmed = confirm()
  t.ok(isHeld())
  await until(async () => !isHeld())
  t.equal(await Promise.race([isConfirmed, 'not given up yet']), 'not given up yet')
  t.notOk(await isConfirmed)
  await lost
})

t.test('a lock that was given and not heard of is given back', async (t) => {
  const isAnswer = (chunk: Buffer) => chunk.includes('got')
  const { take, takeDirectly } = await behindProxy(t, {
    rewrite: (chunk) => (isAnswer(chunk) ? Buffer.alloc(0) : chunk)
  })
  await t.rejects(take(), /timeout/)
  await until(async () => {
    const lock = await takeDirectly()
    await lock?.release()
    return lock
  })
})

t.test('what cannot be filled is not served: the lock is given back and tried again', async (t) => {
  const { app, steal, giveBack } = await startOnPostgres(t)
  let fillings = 0
  app.servingLock.onRegained(async () => {
    fillings++
    if (fillings < 3) throw new Error('the database is not there')
  })
  await steal()
  await giveBack()
  await until(() => isReady(app))
  t.equal(fillings, 3)
})

t.test('while PostgreSQL takes no connection, it is tried again', async (t) => {
  const { app, url, steal, giveBack } = await startOnPostgres(t)
  await steal()
  const name = new URL(url).pathname.slice(1)
  await askPostgres(`alter database ${name} with allow_connections false`)
  await giveBack()
  await new Promise((resolve) => setTimeout(resolve, 1200))
  t.notOk(await isReady(app))
  await askPostgres(`alter database ${name} with allow_connections true`)
  await until(() => isReady(app))
})

t.test('a service that closes without its lock does not take it again', async (t) => {
  const { app, steal, giveBack, tries } = await startOnPostgres(t)
  await steal()
  await giveBack()
  await app.close()
  t.ok(await tries())
})
