import t from 'tap'
import { bearer, mint } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { startRedis } from '../redis-server.js'
import { throttledApp } from './throttled-app.js'

const email = 'rey@example.org'
const prefix = 'test:'

t.test('keys reveal nothing, expire, and have their own prefix', async (t) => {
  const redis = await startRedis(t)
  const { server, post } = await throttledApp(t, { REDIS_URL: redis.url, REDIS_PREFIX: prefix })
  await post({ url: '/login', email })
  await post({ url: '/forgot', email })
  await post({ url: '/own', headers: bearer(mint()) })
  await server.throttle.checkLogin({ ip: '192.0.2.1' } as never, email)
  const client = await redis.connect(t)
  const keys = (await client.keys('*')).filter((key) => !key.startsWith(`${prefix}revoked:`)).sort()
  const names = keys.map((key) => key.slice(0, key.lastIndexOf(':')))
  t.strictSame(names, [
    'test:throttle:delay',
    'test:throttle:forgot:account',
    'test:throttle:forgot:address',
    'test:throttle:login:account',
    'test:throttle:login:address',
    'test:throttle:refresh:account',
    'test:throttle:refresh:address'
  ])
  for (const key of keys) {
    t.match(key, /:[\w-]{43}$/)
    t.ok((await client.pttl(key)) > 0, `${key} expires`)
  }
})

t.test('two instances share the counters', async (t) => {
  const env = { REDIS_URL: (await startRedis(t)).url }
  const [one, other] = [await throttledApp(t, env), await throttledApp(t, env)]
  t.strictSame(await one.statuses(3, () => ({})), [200, 200, 200])
  t.strictSame(await other.statuses(2, () => ({})), [200, 429])
})

t.test('requests return 503 if they cannot be counted', async (t) => {
  const redis = await startRedis(t)
  const { server, post } = await throttledApp(t, { REDIS_URL: redis.url })
  await redis.kill()
  for (const url of ['/login', '/signup', '/forgot', '/refresh', '/verification', '/revoke']) {
    const answer = await post({ url, email })
    assertProblem(t, answer, 'service-unavailable')
    t.match(answer.json().detail, /redis-unreachable/)
  }
  const request = { ip: '192.0.2.1' } as never
  const refused = { code: 'service-unavailable' }
  await t.rejects(server.throttle.checkLogin(request, email), refused)
  await t.rejects(server.throttle.succeededLogin(request, email), refused)
  t.equal((await server.inject('/free')).statusCode, 200)
  t.equal((await server.inject('/healthz')).statusCode, 200)
})
