import { randomBytes } from 'node:crypto'
import { connect, createServer } from 'node:net'
import t, { type Test } from 'tap'
import { freePort } from '../free-port.js'
import { bearer, defaultRedisTimeout, mint } from '../helper.js'
import { createDatabase } from '../postgres.js'
import { type RedisServerOptions, startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { Service } from './service.js'

const waits = /"msg":"waiting: /

/** A service that waits for a stopped Redis, and how its port has answered since it was opened. */
async function startWaiting(
  t: Test,
  {
    redis: options = {},
    env = {}
  }: { redis?: RedisServerOptions; env?: Record<string, string> } = {}
) {
  const redis = await startRedis(t, options)
  await redis.kill()
  const PORT = String(await freePort())
  const service = new Service(t, { env: { REDIS_URL: redis.url, PORT, ...env } })
  const get = (path: string, headers = {}) => fetch(`http://127.0.0.1:${PORT}${path}`, { headers })
  await service.prints(waits)
  await until(async () => (await get('/healthz')).status === 200)
  return { service, redis, get }
}

/** Polls the liveness until the readiness is `ok`. @returns the answers to the former */
async function pollUntilReady(get: (path: string) => Promise<Response>) {
  const told = new Set<string>()
  let isReady = false
  const polling = (async () => {
    while (!isReady) {
      told.add(
        await get('/healthz').then(
          ({ status }) => String(status),
          ({ cause }) => cause.code
        )
      )
    }
  })()
  await until(async () => (await (await get('/readyz')).text()) === '{"status":"ok"}', 60_000)
  isReady = true
  await polling
  return [...told]
}

for (const WORKERS of ['1', '2']) {
  t.test(`${WORKERS} process(es) wait for Redis with an open port`, async (t) => {
    const DATABASE_URL = await createDatabase(t)
    const { service, redis, get } = await startWaiting(t, { env: { WORKERS, DATABASE_URL } })
    for (const path of ['/readyz', '/films/v1/', '/']) {
      const response = await get(path, bearer(mint()))
      t.equal(response.status, 503, path)
      t.ok(response.headers.get('retry-after'))
      t.match(await response.json(), { code: 'service-unavailable', detail: /redis-unreachable/ })
    }
    t.notMatch(service.stdout, /listening|listens/)
    await redis.restart()
    t.strictSame(await pollUntilReady(get), ['200'], 'the port is never closed')
    t.equal((await get('/films/v1/', bearer(mint()))).status, 200)
    service.kill('SIGTERM')
    t.equal(await service.ended, 0)
  })

  t.test(`SIGTERM ends ${WORKERS} waiting process(es)`, async (t) => {
    const DATABASE_URL = await createDatabase(t)
    const { service } = await startWaiting(t, { env: { WORKERS, DATABASE_URL } })
    service.kill('SIGTERM')
    t.equal(await service.ended, 0)
    t.equal(service.stderr, '')
  })

  t.test(
    `an eviction policy that ${WORKERS} process(es) find after the wait ends them`,
    async (t) => {
      const DATABASE_URL = await createDatabase(t)
      const config: string[] = []
      const { service, redis } = await startWaiting(t, {
        redis: { config },
        env: { WORKERS, DATABASE_URL }
      })
      config.push('maxmemory-policy allkeys-lru')
      await redis.restart()
      t.equal(await service.ended, 1)
      t.match(service.stderr, /^starwars-api does not start:\n {2}REDIS_URL: .*allkeys-lru/)
    }
  )
}

const refusals: Record<
  string,
  [changes: { password?: string; config?: string[] }, reason: RegExp]
> = {
  'a password': [{ password: 'another' }, /NOAUTH/],
  'a user without INFO': [
    { config: ['user default on nopass ~* &* +@all -info'] },
    /INFO memory failed/
  ],
  'a user without EVAL': [
    { config: ['user default on nopass ~* &* +@all -eval'] },
    /EVAL on starwars:/
  ]
}
for (const [what, [changes, reason]] of Object.entries(refusals)) {
  t.test(`${what} that is found after the wait ends the start`, async (t) => {
    const options: RedisServerOptions = {}
    const { service, redis } = await startWaiting(t, { redis: options })
    Object.assign(options, changes)
    await redis.restart()
    t.equal(await service.ended, 1)
    t.match(service.stderr, reason)
  })
}

t.test('a Redis that loads its data is waited for', async (t) => {
  const slowly = ['key-load-delay 1000', 'loading-process-events-interval-bytes 1024']
  const redis = await startRedis(t, { config: slowly })
  const client = await redis.connect(t)
  const pipeline = client.pipeline()
  for (let i = 0; i < 4000; i++) pipeline.set(`other:${i}`, 'of somebody else')
  pipeline.select(1).set('large', randomBytes(20_000_000))
  await pipeline.exec()
  const backup = await redis.backUp()
  await redis.kill()
  const PORT = String(await freePort())
  const back = redis.restartFrom(backup)
  const env = { ...defaultRedisTimeout, REDIS_URL: redis.url, PORT }
  const service = new Service(t, { env })
  await service.prints(waits)
  const get = (path: string) => fetch(`http://127.0.0.1:${PORT}${path}`)
  await until(async () => (await get('/healthz')).status === 200)
  t.strictSame(await pollUntilReady(get), ['200'])
  await back
})

t.test('PostgreSQL is waited for, but not without its user', async (t) => {
  const url = new URL(await createDatabase(t))
  const target = Number(url.port || 5432)
  url.port = String(await freePort())
  const redis = await startRedis(t)
  const PORT = String(await freePort())
  const env = { REDIS_URL: redis.url, DATABASE_URL: url.href, PORT }
  const service = new Service(t, { env })
  url.username = 'nobody_has_this_role'
  const stranger = new Service(t, {
    env: { ...env, DATABASE_URL: url.href, PORT: String(await freePort()) }
  })
  for (const one of [service, stranger]) await one.prints(waits)
  const get = (path: string) => fetch(`http://127.0.0.1:${PORT}${path}`)
  await until(async () => (await get('/healthz')).status === 200)
  t.match(await (await get('/readyz')).json(), { detail: /^database-unreachable/ })

  const proxy = createServer((client) => {
    const server = connect(target, '127.0.0.1')
    client.pipe(server).pipe(client)
    client.on('error', () => server.destroy())
    server.on('error', () => client.destroy())
  }).listen(Number(url.port), '127.0.0.1')
  t.teardown(() => proxy.close())
  t.strictSame(await pollUntilReady(get), ['200'])
  t.equal(await stranger.ended, 1)
  t.match(
    stranger.stderr,
    /DATABASE_URL: cannot connect to the database \(role .* does not exist\)/
  )
})

t.test('a wrong setting ends the start at once, although Redis is away', async (t) => {
  const env = { REDIS_URL: 'redis://127.0.0.1:1', REDIS_TIMEOUT_MS: '1' }
  t.equal(await new Service(t, { env }).ended, 1)
})
