import { once } from 'node:events'
import t from 'tap'
import { mint, temporaryDirectory } from '../helper.js'
import { RedisSentinel } from '../redis-sentinel.js'
import { until } from '../until.js'
import { build, getFilms, isComplete, logOut, ready, statusOf } from './redis-app.js'

t.test('the set follows the master that the Sentinels name', async (t) => {
  const sentinel = await RedisSentinel.start(t)
  const env = {
    REDIS_SENTINELS: sentinel.hosts,
    REDIS_TIMEOUT_MS: '1000',
    DATA_DIR: temporaryDirectory(t)
  }
  const app = await build(t, { env })
  await isComplete(app)
  const token = mint()
  t.equal(await statusOf(logOut(app, token)), 200)
  t.equal(await statusOf(getFilms(app, token)), 401)

  const old = await sentinel.master()
  // The old master does not replicate the next revocation, so it is lost with it.
  const [replica] = sentinel.othersThan(old)
  await replica?.ask((client) => client.config('SET', 'replica-priority', '1'))
  replica?.pause()
  const unreplicated = mint()
  t.equal(await statusOf(logOut(app, unreplicated)), 200)
  await old.kill()
  replica?.resume()
  const told = new Set<number>()
  await until(async () => {
    for (const one of [token, unreplicated]) told.add(await statusOf(getFilms(app, one)))
    return (await sentinel.master()) !== old && (await statusOf(getFilms(app, token))) === 401
  })
  t.notOk(told.has(200), 'no response is 200')
  await isComplete(app)
  t.equal(await statusOf(getFilms(app, unreplicated)), 401)
  t.equal(await statusOf(getFilms(app, mint())), 200)
  t.equal(await statusOf(ready(app)), 200)
})

t.test('a second rediscover call does not interrupt a running search for the master', async (t) => {
  const sentinel = await RedisSentinel.start(t, 0)
  const env = { REDIS_SENTINELS: sentinel.hosts, REDIS_TIMEOUT_MS: '1000' }
  const app = await build(t, { env })
  await isComplete(app)
  const { readers } = app.redisNodes
  readers.rediscover()
  await once(app.redis, 'connecting')
  readers.rediscover()
  await until(async () => (await statusOf(ready(app))) === 200)
  t.equal(await statusOf(getFilms(app, mint())), 200)
})

t.test(
  'Sentinels that do not know the master are rejected with the name of their setting',
  async (t) => {
    const sentinel = await RedisSentinel.start(t, 0)
    const env = { REDIS_SENTINELS: sentinel.hosts, REDIS_URL: 'redis://another' }
    await t.rejects(build(t, { env }), /REDIS_SENTINELS: cannot connect/)
  }
)
