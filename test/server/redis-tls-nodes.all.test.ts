import { once } from 'node:events'
import { createServer } from 'node:net'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { freePort } from '../free-port.js'
import { bearer, mint } from '../helper.js'
import { startSentinel } from '../redis-sentinel.js'
import { type RedisServer, startRedis } from '../redis-server.js'
import { certificate } from '../revocation/tls-pair.js'
import { until } from '../until.js'
import { Service } from './service.js'
import { writeTlsFiles } from './tls-files.js'

/** Starts a service, performs a logout, and checks the port of its connections to Redis. */
async function servesOver(
  t: Test,
  redis: RedisServer,
  tlsPort: number,
  env: Readonly<Record<string, string>>
): Promise<void> {
  const service = new Service(t, { env })
  const origin = await service.origin()
  const token = mint()
  const status = async (path: string, init?: RequestInit) =>
    (await fetch(`${origin}${path}`, { headers: bearer(token), ...init })).status
  const readiness = async () => (await fetch(`${origin}/readyz`)).text()
  await until(async () => (await readiness()) === '{"status":"ok"}')
  t.equal(await status('/films/v1/'), 200)
  t.equal(await status('/users/v1/logout', { method: 'POST' }), 200)
  t.equal(await status('/films/v1/'), 401)
  const clients = String(await redis.ask((client) => client.client('LIST')))
  const ports = [...clients.matchAll(/ laddr=127\.0\.0\.1:(\d+) /g)].map(([, port]) => Number(port))
  t.ok(ports.includes(tlsPort))
  t.strictSame(
    ports.filter((port) => port !== tlsPort),
    [redis.port],
    'only the connection of this query'
  )
}

t.test('rediss:// applies to Sentinels that accept TLS only, and to their master', async (t) => {
  const { certificateFile, config } = await writeTlsFiles(t)
  const tlsPort = await freePort()
  const redis = await startRedis(t, { config: [...config, `tls-port ${tlsPort}`] })
  const sentinelPort = await freePort()
  await startSentinel(t, tlsPort, [
    ...config,
    'port 0',
    `tls-port ${sentinelPort}`,
    'tls-replication yes',
    'requirepass sentinel-password'
  ])
  const sentinel = new Redis({
    host: '127.0.0.1',
    port: sentinelPort,
    password: 'sentinel-password',
    tls: { ca: certificate }
  })
  t.teardown(() => sentinel.disconnect())
  sentinel.on('error', () => {})
  await sentinel.ping()

  await servesOver(t, redis, tlsPort, {
    REDIS_URL: 'rediss://mymaster',
    REDIS_SENTINELS: `:sentinel-password@127.0.0.1:${sentinelPort}`,
    NODE_EXTRA_CA_CERTS: certificateFile
  })
})

t.test('rediss:// sends no plain text to a Sentinel without TLS', async (t) => {
  let sent = Buffer.alloc(0)
  const listener = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      sent = Buffer.concat([sent, chunk])
      socket.destroy()
    })
  }).listen(0, '127.0.0.1')
  t.teardown(() => listener.close())
  await once(listener, 'listening')
  const { port } = listener.address() as { port: number }
  const service = new Service(t, {
    env: {
      REDIS_URL: 'rediss://:secret-1@mymaster',
      REDIS_SENTINELS: `user:secret-2@127.0.0.1:${port}`
    }
  })
  t.equal(await service.ended, 1)
  t.match(service.stderr, /REDIS_SENTINELS: cannot connect to Redis/)
  // The first byte of a TLS handshake record (RFC 8446 §5.1).
  t.equal(sent[0], 22)
  t.notMatch(sent.toString('latin1') + service.stdout + service.stderr, /secret-/)
})

t.test('rediss:// applies to all nodes of a Cluster', async (t) => {
  const { certificateFile, config } = await writeTlsFiles(t)
  const tlsPort = await freePort()
  const redis = await startRedis(t, {
    config: [
      ...config,
      `tls-port ${tlsPort}`,
      'cluster-enabled yes',
      'cluster-announce-ip 127.0.0.1',
      'tls-cluster yes'
    ]
  })
  await redis.ask((client) => client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383'))
  await until(async () =>
    String(await redis.ask((client) => client.cluster('INFO'))).includes('cluster_state:ok')
  )
  await servesOver(t, redis, tlsPort, {
    REDIS_URL: 'rediss://any',
    REDIS_CLUSTER: `127.0.0.1:${tlsPort}`,
    NODE_EXTRA_CA_CERTS: certificateFile
  })
})
