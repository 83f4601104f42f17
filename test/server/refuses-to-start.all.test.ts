import { createServer } from 'node:net'
import t from 'tap'
import { startRedis } from '../redis-server.js'
import { production, Service } from './service.js'

t.test('reports all invalid settings at once, without secrets', async (t) => {
  const secret = 'too-short-to-be-a-secret'
  const env = {
    ...production,
    PUBLIC_URL: '',
    SMTP_URL: '',
    MAIL_FROM: 'nobody',
    PORT: '70000',
    LOG_LEVEL: 'loud',
    TRUST_PROXY: 'true',
    CORS_ORIGINS: 'example.org',
    REDIS_URL: 'http://127.0.0.1',
    JWT_SECRET: secret,
    JWT_EMAIL_SECRET: '',
    JWT_SECERT: 'misspelt'
  }
  const service = new Service(t, { env })
  t.equal(await service.ended, 1)
  t.equal(service.stdout, '')
  const [first, ...lines] = service.stderr.trimEnd().split('\n')
  t.equal(first, 'starwars-api does not start:')
  const named = lines.map((line) => /^ {2}(\w+): ./.exec(line)?.[1])
  t.same(new Set(named), new Set(Object.keys(env).filter((name) => name !== 'NODE_ENV')))
  t.notMatch(service.stderr, secret)
})

t.test('reports what is wrong with Redis, without its password', async (t) => {
  const { url } = await startRedis(t, { password: 'right-password', policy: 'allkeys-lru' })
  const service = new Service(t, { env: { REDIS_URL: url } })
  t.equal(await service.ended, 1)
  t.match(service.stderr, /^starwars-api does not start:\n {2}REDIS_URL: .*allkeys-lru/)
  const refused = new Service(t, { env: { REDIS_URL: url.replace('right', 'wrong') } })
  t.equal(await refused.ended, 1)
  t.match(refused.stderr, /^starwars-api does not start:\n {2}REDIS_URL: .*WRONGPASS/)
  for (const { stdout, stderr } of [service, refused]) {
    t.notMatch(stdout + stderr, /(right|wrong)-password/)
  }
})

t.test('reports that its port is in use', async (t) => {
  const holder = createServer()
  t.teardown(() => holder.close())
  const port = await new Promise<number>((resolve) => {
    holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port))
  })
  const service = new Service(t, { env: { PORT: String(port) } })
  t.equal(await service.ended, 1)
  t.match(service.stderr, /^starwars-api does not start:/)
  t.match(service.stderr, `EADDRINUSE: address already in use 127.0.0.1:${port}`)
  t.notMatch(service.stdout, /listens on/)
})
