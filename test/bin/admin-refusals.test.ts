import t from 'tap'
import { takeServingLock } from '../../plugins/external/serving-lock.js'
import { createUser, goodPassword, logIn } from '../accounts/actors.js'
import { build, temporaryDirectory } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { runCommand } from './run-command.js'

const wrong: [what: string, args: string[], message: RegExp][] = [
  ['an unknown command', ['crown', 'leia@example.org'], /Unknown command "crown leia@example.org"/],
  ['what every object has', ['constructor', '1'], /Unknown command/],
  ['half a command', ['service', 'list'], /Unknown command "service list"/],
  ['no user', ['promote'], /Missing: USER/],
  ['no address', ['create', '--role', 'admin'], /Missing: ADDRESS/],
  ['no name', ['service', 'create'], /Missing: NAME/],
  ['a word too many', ['demote', '1', '2'], /Unexpected argument "2"/],
  ['a word too many to list', ['list', 'all'], /Unexpected argument "all"/],
  ['a password as argument', ['create', 'a@example.org', goodPassword], /Unexpected argument/],
  ['no address at all', ['create', 'leia', '--role', 'admin'], /"leia" is no e-mail address/],
  ['a line break', ['create', 'a\r\nb@example.org', '--role', 'admin'], /no e-mail address/],
  ['no role', ['create', 'a@example.org'], /--role must be one of basic, admin/],
  ['an unknown role', ['create', 'a@example.org', '--role', 'jedi'], /one of basic, admin/],
  ['a name that HTTP Basic splits', ['service', 'create', 'a:b'], /no name of a service/],
  ['an unknown option', ['list', '--password', 'x'], /Unknown option '--password'/],
  ['no time', ['disable', '1', '--wait', 'long'], /--wait takes a number of seconds/]
]

t.test('a wrong command line is told with the usage, and nothing is opened', async (t) => {
  for (const [what, args, message] of wrong) {
    const { code, stdout, stderr } = await runCommand('admin', args, { DATA_DIR: '/nonexistent' })
    t.strictSame([code, stdout], [2, ''], what)
    t.match(stderr, message, what)
    t.match(stderr, /create ADDRESS --role basic\|admin/)
    t.notMatch(stderr, /\n +at /, 'no stack')
  }
})

t.test('help is no error', async (t) => {
  for (const args of [['--help'], ['-h'], [], ['create', '--help']]) {
    const { code, stdout, stderr } = await runCommand('admin', args, {})
    t.strictSame([code, stderr], [0, ''])
    t.match(stdout, /promote USER/)
  }
})

t.test('what cannot be done says why, and changes nothing', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const app = await build(t, { env })
  const admin = await createUser(app, { role: 'admin', email: 'leia@example.org' })
  const create = (email: string) => ['create', email, '--role', 'basic']
  const refused: [args: string[], input: string, message: RegExp][] = [
    [['demote', admin.email], '', /last administrator/],
    [['disable', admin.email], '', /last administrator/],
    [['delete', String(admin.id)], '', /last administrator/],
    [['promote', '99'], '', /There is no user "99"/],
    [['promote', 'nobody@example.org'], '', /There is no user "nobody@example.org"/],
    [create('LEIA@example.org'), goodPassword, /There is an account of LEIA@example.org already/],
    [create('finn@example.org'), 'short', /at least 15/],
    [create('finn@example.org'), '', /at least 15/]
  ]
  for (const [args, input, message] of refused) {
    const { code, stdout, stderr } = await runCommand('admin', args, env, input)
    t.strictSame([code, stdout], [1, ''], args.join(' '))
    t.match(stderr, message)
    t.notMatch(stderr, /\n +at /, 'no stack')
  }
  const users = await app.db.selectFrom('users').selectAll().execute()
  t.match(users, [{ id: admin.id, access_role: 'admin', disabled_at: null }])
  t.equal(users.length, 1)
})

t.test('a wrong setting is named', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t), REDIS_URL: 'http://x', EVENTS_DAYS: 'many' }
  const { code, stderr } = await runCommand('admin', ['list'], env)
  t.equal(code, 1)
  for (const variable of ['REDIS_URL', 'EVENTS_DAYS']) t.match(stderr, `${variable}: `)
})

t.test('what is written down and not in force yet is told as that', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const app = await build(t, { env })
  const user = await createUser(app)
  await logIn(app, user)
  await app.close()
  const lock = await takeServingLock(app.config.settings)
  t.teardown(() => lock?.release())
  const args = ['revoke-sessions', user.email, '--wait', '0.2']
  const { code, stdout, stderr } = await runCommand('admin', args, env)
  t.strictSame([code, stdout], [3, ''])
  t.match(stderr, /Written down, but the serving process has not put it in force within 0.2 s/)
  await lock?.release()
  t.equal((await runCommand('admin', args, env)).code, 0, 'at once where nobody serves')
})

t.test('a Redis that takes no writes is told, too', async (t) => {
  const redis = await startRedis(t)
  const env = { DATA_DIR: temporaryDirectory(t), REDIS_URL: redis.url }
  const app = await build(t, { env })
  const user = await createUser(app)
  await logIn(app, user)
  await app.close()
  await (await redis.connect(t)).config('SET', 'min-replicas-to-write', '1')
  const waiting = await runCommand('admin', ['revoke-sessions', user.email], env)
  t.equal(waiting.code, 3)
  t.match(waiting.stderr, /Written down, but not in force: redis-unreachable/)
  await redis.kill()
  const refused = await runCommand('admin', ['revoke-sessions', user.email], env)
  t.equal(refused.code, 1)
  t.match(refused.stderr, /REDIS_URL: cannot connect/)
})
