import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { StartError } from '../../src/config/start-error.js'
import { defaultRedisTimeout } from '../helper.js'
import { captureLog } from '../log/capture-log.js'
import { type RedisServerOptions, startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { buildOn, ready, statusOf, watchRejections } from './redis-app.js'
import { startProxy } from './tcp-proxy.js'

const password = 'the-password-of-this-redis'

async function isRefused(t: Test, url: string, reason: RegExp): Promise<void> {
  const rejections = watchRejections(t)
  const error = await buildOn(t, { url }, { env: defaultRedisTimeout }).then(
    () => new Error('it started'),
    (error: unknown) => error
  )
  if (!(error instanceof StartError)) throw error
  t.same(
    error.issues.map(({ variable }) => variable),
    ['REDIS_URL']
  )
  t.match(error.message, reason)
  t.notMatch(JSON.stringify([error.message, error.stack, error.issues]), /password-/)
  // A leaked operation would fail within its timeouts.
  await sleep(700)
  t.same(rejections, [])
}

const servers: Record<string, [options: RedisServerOptions, reason: RegExp]> = {
  'evicts revoked tokens': [
    { policy: 'allkeys-lru' },
    /maxmemory-policy allkeys-lru; it must be noeviction/
  ],
  'evicts what has an end': [{ policy: 'volatile-ttl' }, /maxmemory-policy volatile-ttl/],
  'refuses INFO by its access list': [
    { config: ['user default on nopass ~* &* +@all -info'] },
    /the Redis command INFO memory failed \(NOPERM/
  ],
  'does not know INFO': [{ config: ['rename-command INFO ""'] }, /unknown command 'info'/i]
}
for (const [what, [options, reason]] of Object.entries(servers)) {
  t.test(`a Redis that ${what} is rejected`, async (t) => {
    const { url } = await startRedis(t, options)
    await isRefused(t, url, reason)
  })
}

t.test('a Redis that does not report its run_id is rejected', async (t) => {
  const info = 'maxmemory_policy:noeviction\r\n'
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      for (const [, name] of String(data).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        socket.write(name === 'info' ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n')
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  await isRefused(t, `redis://127.0.0.1:${port}`, /does not report its run_id/)
})

t.test('a Redis that requires a password', async (t) => {
  const { url, port } = await startRedis(t, { password })
  t.test('is rejected without one', async (t) => {
    await isRefused(t, `redis://127.0.0.1:${port}`, /NOAUTH/)
  })
  t.test('is rejected with a wrong one, and the error does not contain it', async (t) => {
    await isRefused(t, `redis://:wrong-password-1@127.0.0.1:${port}`, /WRONGPASS/)
    await isRefused(t, `redis://nobody:wrong-password-1@127.0.0.1:${port}`, /WRONGPASS/)
  })
  t.test('serves with the correct one', async (t) => {
    t.equal(await statusOf(ready(await buildOn(t, { url }))), 200)
  })
})

t.test('an unreachable Redis is rejected', async (t) => {
  const redis = await startRedis(t)
  await redis.kill()
  await isRefused(t, redis.url, /ECONNREFUSED/)
})

t.test('a Redis that does not respond is rejected', async (t) => {
  const redis = await startRedis(t)
  redis.pause()
  await isRefused(t, redis.url, /cannot connect to Redis \(.*time.?out/i)
})

t.test('a server that closes the connection is rejected', async (t) => {
  const listener = createServer((socket: Socket) => void socket.end().on('error', () => {}))
  t.teardown(() => listener.close())
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address() as { port: number }
  await isRefused(t, `redis://127.0.0.1:${address.port}`, /cannot connect to Redis \(.+\)/)
})

t.test('a Redis that does not report its maxmemory-policy is rejected', async (t) => {
  const redis = await startRedis(t)
  const { url } = await startProxy(t, redis.port, {
    rewrite: (chunk) =>
      Buffer.from(
        chunk.toString('latin1').replace('maxmemory_policy', 'maxmemory_pol!cy'),
        'latin1'
      )
  })
  await isRefused(t, url, /maxmemory-policy unknown; it must be noeviction/)
})

t.test('a Redis that restarts with an unsafe maxmemory-policy is logged', async (t) => {
  const config: string[] = []
  const redis = await startRedis(t, { config })
  const { server, lines } = await captureLog(t, 'info', undefined, {
    env: { REDIS_URL: redis.url }
  })
  const told = () =>
    lines().filter(({ msg }) => msg === 'the service would not start with this Redis')
  const isReady = async () => (await server.inject('/readyz')).json().status === 'ok'
  await redis.kill()
  await redis.restart()
  await until(isReady)
  t.same(told(), [])
  await redis.kill()
  config.push('maxmemory-policy allkeys-lru')
  await redis.restart()
  await until(() => told().length > 0)
  t.match(told(), [{ reason: /maxmemory-policy allkeys-lru; it must be noeviction/ }])
})
