import { randomBytes } from 'node:crypto'
import t from 'tap'
import { bearer, mint } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { captureLog } from '../log/capture-log.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'

t.test('a monitor that has lost its right to a table is reported, and recovers', async (t) => {
  const role = `starwars_test_${randomBytes(6).toString('hex')}`
  await askPostgres(`create role ${role} login`)
  t.teardown(() => askPostgres(`drop role ${role}`))
  const admin = await createDatabase(t)
  const url = new URL(admin)
  await askPostgres(`alter database ${url.pathname.slice(1)} owner to ${role}`)
  await askPostgres(`grant all on schema public to ${role}`, admin)
  url.username = role
  const redis = await startRedis(t)
  const { server, lines } = await captureLog(t, 'info', undefined, {
    env: { DATABASE_URL: url.href, REDIS_URL: redis.url }
  })
  const status = async () => (await server.inject('/readyz')).json().status
  await until(async () => (await status()) === 'ok')

  const token = mint()
  const films = async () =>
    (await server.inject({ url: '/films/v1/', headers: bearer(token) })).statusCode
  await askPostgres(`revoke all on revocation_buckets from ${role}`, admin)
  await until(async () => (await status()) === 503)
  const { detail } = assertProblem(t, await server.inject('/readyz'), 'service-unavailable')
  t.match(detail, /^monitor-failing: .*\(database\)/)
  t.equal(await films(), 200, 'tokens are checked in the record')

  await redis.ask((client) => client.flushall())
  await until(async () => server.revocationSet.countComplete() < 256 || (await status()) === 503)
  t.equal(await status(), 503, 'not refilling')
  t.equal(await films(), 200)
  const failures = lines().filter(({ msg }) => msg.endsWith('revoked tokens: failed'))
  t.equal(failures.filter(({ msg }) => msg.startsWith('checking')).length, 1)
  t.match(failures[0]?.reason, /permission denied/)

  await askPostgres(`grant all on revocation_buckets to ${role}`, admin)
  await until(async () => (await status()) === 'ok')
  t.match(
    lines().map(({ msg }) => msg),
    /checking the set of revoked tokens: works again/
  )
})
