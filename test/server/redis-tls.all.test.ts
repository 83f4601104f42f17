import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import t from 'tap'
import { freePort } from '../free-port.js'
import { bearer, mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { Service } from './service.js'
import { writeTlsFiles } from './tls-files.js'

/** The access list for the Redis user in docs/operations.md. */
const root = dirname(createRequire(import.meta.url).resolve('#package.json'))
const document = readFileSync(join(root, 'docs/operations.md'), 'utf8')
const rights = /`(\+info [^`]+ ~starwars:\*)`/.exec(document)?.[1]

t.test('the service uses Redis over TLS as a user with the documented access list', async (t) => {
  const { certificateFile, config } = await writeTlsFiles(t)
  const tlsPort = await freePort()
  const redis = await startRedis(t, {
    config: [...config, `tls-port ${tlsPort}`, `user service on >pass/word ${rights}`]
  })
  const service = new Service(t, {
    env: {
      REDIS_URL: `rediss://service:${encodeURIComponent('pass/word')}@127.0.0.1:${tlsPort}`,
      NODE_EXTRA_CA_CERTS: certificateFile,
      RATE_LIMIT: 'on'
    }
  })
  const origin = await service.origin()
  const status = async () => (await fetch(`${origin}/readyz`)).text()
  await until(async () => (await status()) === '{"status":"ok"}')

  const token = mint()
  const films = () => fetch(`${origin}/films/v1/`, { headers: bearer(token) })
  t.equal((await films()).status, 200)
  const logout = await fetch(`${origin}/users/v1/logout`, {
    method: 'POST',
    headers: bearer(token)
  })
  t.equal(logout.status, 200)
  t.equal((await films()).status, 401)

  // The throttle also uses Redis.
  const login = () =>
    fetch(`${origin}/users/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'nobody@example.org', password: 'not the right password' })
    })
  const told = (await Promise.all(Array.from({ length: 12 }, login))).map(({ status }) => status)
  t.same([...new Set(told)].sort(), [401, 429])
  const client = await redis.connect(t)
  const denied = (await client.call('ACL', 'LOG')) as unknown[]
  t.same(denied, [], 'no command was denied')
  t.notMatch(service.stdout + service.stderr, 'pass/word')
})
