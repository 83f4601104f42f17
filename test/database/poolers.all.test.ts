import t, { type Test } from 'tap'
import { createUser, logIn } from '../accounts/actors.js'
import { liveWholeLife } from '../accounts/whole-life.js'
import { bearer, build } from '../helper.js'
import { startPgBouncer } from '../pgbouncer.js'
import { createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { migrateUp } from './migrate-all.js'
import { openDatabase } from './open-database.js'

/** Logs users in, refreshes and logs them out, on two instances at the same time. */
async function serveMany(t: Test, env: Record<string, string>): Promise<void> {
  const options = { env: { ...env, RATE_LIMIT: 'off' } }
  const apps = await Promise.all([build(t, options), build(t, options)])
  await Promise.all(
    Array.from({ length: 16 }, async (_, i) => {
      const [app, other] = i % 2 === 0 ? apps : ([apps[1], apps[0]] as const)
      const { token } = await logIn(app, await createUser(app))
      const headers = bearer(token)
      t.equal((await other.inject({ url: '/users/v1/me', headers })).statusCode, 200)
      const logout = { method: 'POST', url: '/users/v1/logout', headers } as const
      t.equal((await app.inject(logout)).statusCode, 200)
      t.equal((await other.inject({ url: '/users/v1/me', headers })).statusCode, 401)
    })
  )
}

t.test('through a pooler in session mode the service migrates and serves', async (t) => {
  const DATABASE_URL = await startPgBouncer(t, await createDatabase(t), {
    mode: 'session',
    poolSize: 20
  })
  const env = { DATABASE_URL, REDIS_URL: (await startRedis(t)).url, DATABASE_POOL_MAX: '4' }
  await serveMany(t, env)
  await liveWholeLife(t, { env })
})

t.test('through a pooler in transaction mode it serves with two connections', async (t) => {
  const direct = await createDatabase(t)
  await migrateUp(await openDatabase(t, { DATABASE_URL: direct }))
  const DATABASE_URL = await startPgBouncer(t, direct, { mode: 'transaction', poolSize: 2 })
  const env = { DATABASE_URL, REDIS_URL: (await startRedis(t)).url }
  await serveMany(t, env)
  await liveWholeLife(t, { env })
})

t.test(
  'through a pooler in statement mode nothing works: the service needs transactions',
  async (t) => {
    const direct = await createDatabase(t)
    const DATABASE_URL = await startPgBouncer(t, direct, { mode: 'statement', poolSize: 2 })
    const env = { DATABASE_URL, REDIS_URL: (await startRedis(t)).url }
    await t.rejects(build(t, { env }), { message: /DATABASE_URL: / })
  }
)
