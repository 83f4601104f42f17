import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isDatabaseUnreachable } from '../../src/database/errors.js'
import { createUser, logIn, tryLogin } from '../accounts/actors.js'
import { runCommand } from '../bin/run-command.js'
import { build, temporaryDirectory } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { openStores } from '../stores.js'
import { until } from '../until.js'

t.test('a DATA_DIR that is no directory stops the start', async (t) => {
  const file = join(temporaryDirectory(t), 'file')
  writeFileSync(file, '')
  await t.rejects(build(t, { env: { DATA_DIR: file } }), {
    message: /DATA_DIR: cannot open the database/
  })
})

t.test('an unreachable PostgreSQL stops the start', async (t) => {
  const DATABASE_URL = 'postgres://x@127.0.0.1:1/x'
  const redis = await startRedis(t)
  await t.rejects(build(t, { env: { DATABASE_URL, REDIS_URL: redis.url } }), {
    message: /DATABASE_URL: cannot connect to the database .*ECONNREFUSED/
  })
})

t.test('an unknown role is reported as a failed connection', async (t) => {
  const url = new URL(await createDatabase(t))
  url.username = 'nobody_has_this_role'
  const DATABASE_URL = url.href
  const message = /DATABASE_URL: cannot connect to the database \(role .* does not exist\)/
  const { url: REDIS_URL } = await startRedis(t)
  await t.rejects(build(t, { env: { DATABASE_URL, REDIS_URL } }), { message })
  const { code, stderr } = await runCommand('migrate', ['status'], { DATABASE_URL })
  t.equal(code, 1)
  t.match(stderr, /^cannot connect to the database \(role .* does not exist\)/)
})

t.test(
  'account routes return 503 while PostgreSQL rejects connections, and recover afterwards',
  async (t) => {
    const stores = await openStores(t, { database: 'PostgreSQL', set: 'Redis' }, t)
    const app = await stores.build()
    const user = await createUser(app)
    await logIn(app, user)
    const name = new URL(String(stores.env.DATABASE_URL)).pathname.slice(1)
    await askPostgres(`alter database ${name} with allow_connections false`)
    await askPostgres(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`
    )
    await until(async () => (await tryLogin(app, user)).statusCode === 503)
    const { detail } = assertProblem(t, await tryLogin(app, user), 'service-unavailable')
    t.match(detail, /^database-unreachable/)
    await askPostgres(`alter database ${name} with allow_connections true`)
    await until(async () => (await tryLogin(app, user)).statusCode === 409)
  }
)

const unreachable = [
  { code: 'SQLITE_BUSY' },
  { code: 'SQLITE_IOERR_WRITE' },
  { code: '57P01' },
  { code: '25P02' },
  { code: '25P03' },
  { code: '08006' },
  { code: 'ECONNRESET' },
  { message: 'Connection terminated unexpectedly' },
  { message: 'timeout exceeded when trying to connect' }
]
const answered = [
  { code: '23505' },
  { code: '42703' },
  { code: 'SQLITE_ERROR' },
  { code: '25001' },
  { message: 'x' }
]

t.test('isDatabaseUnreachable distinguishes the errors of the drivers', async (t) => {
  const error = (members: object) => Object.assign(new Error(), members)
  for (const members of unreachable) t.ok(isDatabaseUnreachable(error(members)), members)
  for (const members of answered) t.notOk(isDatabaseUnreachable(error(members)), members)
  t.notOk(isDatabaseUnreachable({ code: 'SQLITE_BUSY' }), 'not an Error instance')
})
