import t from 'tap'
import { goodPassword, opensFilms, tryLogin } from '../accounts/actors.js'
import { build, temporaryDirectory } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { runCommand } from './run-command.js'

const email = 'leia@example.org'
const create = (address: string) => ['create', address, '--role', 'admin']

t.test('creates the first admin, and rejects a weak password', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const weak = await runCommand('admin', create(email), env, 'too short\n')
  t.strictSame([weak.code, weak.stdout], [1, ''])
  t.match(weak.stderr, /at least 15/)
  const made = await runCommand('admin', create(email), env, `${goodPassword}\n`)
  t.strictSame(made, {
    code: 0,
    stdout: `User 1, ${email}, is created: role admin, verified\n`,
    stderr: ''
  })

  const app = await build(t, { env })
  const login = await tryLogin(app, { email, password: goodPassword })
  t.match(login.json(), { user_id: 1, access_role: 'admin' })
  t.match(await app.db.selectFrom('events').selectAll().executeTakeFirst(), {
    type: 'user-created',
    user_id: 1,
    actor_id: null,
    ip: '',
    detail: '{"access_role":"admin","actor":"command line"}'
  })

  const again = await runCommand('admin', create('LEIA@example.org'), env, goodPassword)
  t.strictSame(
    [again.code, again.stderr],
    [1, 'An account with the address LEIA@example.org already exists\n']
  )
  const ended = await runCommand('admin', ['revoke-sessions', email], env)
  t.strictSame([ended.code, ended.stderr], [0, ''])
  t.notOk(await opensFilms(app, login.json().token), 'while the service runs')
})

t.test('an invalid command line prints the usage, and --help exits with 0', async (t) => {
  const wrong = await runCommand('admin', ['crown'], {})
  t.strictSame([wrong.code, wrong.stdout], [2, ''])
  t.match(wrong.stderr, /^Unknown command "crown"\n\nnpm run --silent admin/)
  t.notMatch(wrong.stderr, /\n +at /, 'no stack')
  const help = await runCommand('admin', ['create', '--help'], {})
  t.strictSame([help.code, help.stderr], [0, ''])
  t.match(help.stdout, /promote USER/)
})

t.test('an invalid setting is named', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t), REDIS_URL: 'http://x', EVENTS_DAYS: 'many' }
  const { code, stderr } = await runCommand('admin', ['list'], env)
  t.equal(code, 1)
  for (const variable of ['REDIS_URL', 'EVENTS_DAYS']) t.match(stderr, `${variable}: `)
})

t.test(
  'without Redis, commands work, and revocations are recorded but not published',
  async (t) => {
    const redis = await startRedis(t)
    const env = { DATA_DIR: temporaryDirectory(t), REDIS_URL: redis.url }
    await redis.kill()
    const made = await runCommand('admin', create(email), env, goodPassword)
    t.strictSame(made, {
      code: 0,
      stdout: `User 1, ${email}, is created: role admin, verified\n`,
      stderr: ''
    })
    const listed = await runCommand('admin', ['list'], env)
    t.strictSame([listed.code, listed.stderr], [0, ''])
    t.match(listed.stdout, email)

    await redis.restart()
    const app = await build(t, { env })
    const logIn = async () => (await tryLogin(app, { email, password: goodPassword })).json()
    await logIn()
    await redis.ask((client) => client.config('SET', 'maxmemory-policy', 'allkeys-lru'))
    const refused = await runCommand('admin', ['revoke-sessions', email], env)
    t.strictSame([refused.code, refused.stdout], [3, ''], 'the process and its connection end')
    t.match(
      refused.stderr,
      /^The change is recorded, but not published yet: .* maxmemory-policy allkeys-lru/
    )

    const { token } = await logIn()
    await redis.kill()
    const ended = await runCommand('admin', ['revoke-sessions', email], env)
    t.strictSame([ended.code, ended.stdout], [3, ''])
    t.match(
      ended.stderr,
      /^The change is recorded, but not published yet: REDIS_URL: cannot connect to Redis/
    )
    await redis.restart()
    await until(async () => !(await opensFilms(app, token).catch(() => true)))
  }
)
