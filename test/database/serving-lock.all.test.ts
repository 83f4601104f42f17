import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type ServingLock, takeServingLock } from '../../src/database/serving-lock.js'
import { countWaiting, recordRevocations } from '../../src/revocation/record.js'
import { revocationOfToken } from '../../src/revocation/revocations-of.js'
import {
  bearer,
  build,
  claims,
  environment,
  forge,
  secrets,
  temporaryDirectory
} from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { captureLog } from '../log/capture-log.js'
import { startRedis } from '../redis-server.js'
import { openStores } from '../stores.js'
import { until } from '../until.js'

type App = Awaited<ReturnType<typeof build>>

const films = (app: App, token: string) => app.inject({ url: '/films/v1/', headers: bearer(token) })
const isReady = async (app: App) => (await app.inject('/readyz')).statusCode === 200

t.test('without Redis, one process serves a database', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const first = await build(t, { env })
  await t.rejects(build(t, { env }), {
    message: /DATA_DIR: another process serves .*configure Redis/
  })
  t.ok(await isReady(first), 'the first process is not affected')
  await first.close()
  t.ok(await isReady(await build(t, { env })), 'closing releases the lock')
})

t.test('processes with and without Redis cannot serve one database', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const alone = await build(t, { env })
  const { url } = await startRedis(t)
  await t.rejects(build(t, { env: { ...env, REDIS_URL: url } }), {
    message: /a process without Redis serves from this database; stop it first/
  })
  await alone.close()
  const many = { env: { ...env, REDIS_URL: url } }
  const apps = [await build(t, many), await build(t, many)]
  for (const app of apps) {
    t.ok(await isReady(app))
    await t.rejects(build(t, { env }), { message: /another process serves/ })
    await app.close()
  }
  t.ok(await isReady(await build(t, { env })), 'the last process with Redis has closed')
})

t.test('a killed process releases the lock', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
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

t.test('several processes with Redis serve one database', async (test) => {
  for (const database of ['SQLite', 'PostgreSQL'] as const) {
    const stores = await openStores(test, { database, set: 'Redis' }, t)
    for (const app of [await stores.build(), await stores.build()]) test.ok(await isReady(app))
  }
})

/** An application, and functions that steal and return its lock. */
async function start(t: Test, more: Record<string, string> = {}) {
  const DATA_DIR = temporaryDirectory(t)
  const { server, lines } = await captureLog(t, 'info', undefined, { env: { DATA_DIR, ...more } })
  const app = server as unknown as App
  let rival: ServingLock | null = null
  return {
    app,
    DATA_DIR,
    lines,
    /** Removes the lock file, and takes the lock on a new file. */
    steal() {
      rmSync(join(DATA_DIR, 'serving-lock.db'))
      rival = takeServingLock(DATA_DIR)
      t.ok(rival)
    },
    giveBack: () => rival?.release()
  }
}

const minted = () => {
  const payload = claims()
  return { payload, token: forge({ alg: 'HS256', typ: 'JWT' }, payload, secrets.access) }
}

t.test(
  'a process without its lock rejects secured requests until it regains the lock',
  async (t) => {
    const { app, steal, giveBack } = await start(t)
    const [good, revoked] = [minted(), minted()]
    for (const { token } of [good, revoked]) t.equal((await films(app, token)).statusCode, 200)

    steal()
    await until(async () => !(await isReady(app)))
    assertProblem(t, await films(app, good.token), 'service-unavailable')
    assertProblem(t, await app.inject('/readyz'), 'service-unavailable')
    t.equal((await app.inject('/healthz')).statusCode, 200)
    t.equal((await films(app, 'forged')).statusCode, 401)

    // Revocations by the other process take effect from the first response on.
    await recordRevocations(app.db, [revocationOfToken(revoked.payload)])
    await app.db.updateTable('revocations').set({ published_at: 1 }).execute()
    giveBack()
    await until(() => isReady(app))
    t.equal((await films(app, revoked.token)).statusCode, 401)
    t.equal((await films(app, good.token)).statusCode, 200)
  }
)

t.test('a process without its lock does not publish revocations', async (t) => {
  const { app, steal, giveBack } = await start(t)
  const revocation = revocationOfToken(minted().payload)
  await recordRevocations(app.db, [revocation])
  steal()
  await t.rejects(app.revocation.publish([revocation]), { code: 'service-unavailable' })
  t.equal(await countWaiting(app.db), 1, 'the row stays unpublished for the other process')
  giveBack()
  await until(async () => (await countWaiting(app.db)) === 0)
})

t.test('with Redis, a process keeps serving without its lock, and regains it', async (t) => {
  const { app, DATA_DIR, steal, giveBack } = await start(t, {
    REDIS_URL: (await startRedis(t)).url
  })
  await until(() => isReady(app))
  steal()
  // After that, a process without Redis can no longer start.
  giveBack()
  t.equal((await films(app, minted().token)).statusCode, 200)
  await until(() => {
    const lock = takeServingLock(DATA_DIR)
    lock?.release()
    return lock === null
  })
  await t.rejects(build(t, { env: { DATA_DIR } }), { message: /another process serves/ })
})

t.test('a process that cannot fill its set releases the lock and retries', async (t) => {
  const { app, lines, steal, giveBack } = await start(t)
  let fills = 0
  app.servingLock.onRegained(async () => {
    fills++
    if (fills < 3) throw new Error('the database is not there')
  })
  steal()
  await until(async () => !(await isReady(app)))
  giveBack()
  await until(() => isReady(app))
  t.equal(fills, 3)
  const failures = lines().filter(({ msg }) => /serving lock: failed/.test(String(msg)))
  t.match(failures, [{ reason: 'the database is not there' }], 'the failure is logged once')
})

t.test('a service that closes without its lock does not regain it', async (t) => {
  const { app, DATA_DIR, steal, giveBack } = await start(t)
  steal()
  await until(async () => !(await isReady(app)))
  giveBack()
  await app.close()
  t.ok(takeServingLock(DATA_DIR))
})
