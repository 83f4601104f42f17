import t, { type Test } from 'tap'
import { createUser, goodPassword, logIn, opensFilms, tryLogin } from '../accounts/actors.js'
import { eventsAbout } from '../admin/admins.js'
import { build, temporaryDirectory } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { basic, post } from '../services/service-app.js'
import { runCommand } from './run-command.js'

/** The command, in a data directory of its own that a service may share. */
function operator(t: Test, env: Record<string, string> = {}) {
  const own = { DATA_DIR: temporaryDirectory(t), ...env }
  return {
    env: own,
    admin: (args: string[], input?: string) => runCommand('admin', args, own, input)
  }
}

const email = 'leia@example.org'

t.test('the first admin comes from here, before any service runs', async (t) => {
  const { env, admin } = operator(t)
  const made = await admin(['create', email, '--role', 'admin'], `${goodPassword}\n`)
  t.strictSame(made, {
    code: 0,
    stdout: `User 1, ${email}, is made: admin, verified\n`,
    stderr: ''
  })
  const app = await build(t, { env })
  const login = await tryLogin(app, { email, password: goodPassword })
  t.match(login.json(), { user_id: 1, access_role: 'admin' })
  const [event] = await eventsAbout(app, { id: 1 })
  t.match(event, {
    type: 'user-created',
    actor_id: null,
    ip: '',
    detail: '{"access_role":"admin"}'
  })
})

t.test('beside the running service it answers when that has done it', async (t) => {
  const { env, admin } = operator(t)
  const app = await build(t, { env })
  await createUser(app, { role: 'admin' })
  const user = await createUser(app, { email: 'finn@example.org' })
  const steps: [args: string[], says: RegExp, ends: boolean][] = [
    [['promote', 'FINN@example.org'], /is an admin$/m, true],
    [['demote', String(user.id)], /is a basic user$/m, true],
    [['demote', String(user.id)], /is a basic user$/m, false],
    [['revoke-sessions', user.email], /has no session$/m, true],
    [['enable', user.email], /is enabled$/m, false],
    [['disable', user.email], /is disabled$/m, true]
  ]
  for (const [args, says, ends] of steps) {
    const { token } = await logIn(app, user, { takeover: true })
    const { code, stdout, stderr } = await admin(args)
    t.strictSame([code, stderr], [0, ''], args.join(' '))
    t.match(stdout, says)
    t.equal(await opensFilms(app, token), !ends)
  }
  t.equal((await admin(['enable', user.email])).code, 0)
  const { token } = await logIn(app, user)
  t.equal((await admin(['delete', user.email])).code, 0)
  t.notOk(await opensFilms(app, token))
  t.equal((await admin(['delete', user.email])).code, 1)
})

t.test('with Redis it puts revocations in force itself, for every instance', async (t) => {
  const { url } = await startRedis(t)
  const { env, admin } = operator(t, { REDIS_URL: url })
  const instances = [await build(t, { env }), await build(t, { env })] as const
  for (const app of instances) app.revocation.publish = async () => {}
  const user = await createUser(instances[0])
  const { token } = await logIn(instances[0], user)
  t.equal((await admin(['revoke-sessions', user.email])).code, 0)
  for (const app of instances) t.notOk(await opensFilms(app, token))
})

t.test('all users are listed, a line each', async (t) => {
  const { env, admin } = operator(t)
  const app = await build(t, { env })
  t.equal((await admin(['list'])).stdout.trim().split('\n').length, 1)
  for (let i = 1; i <= 101; i++) {
    await app.db
      .insertInto('users')
      .values({
        email: `${i}@example.org`,
        email_key: `${i}@example.org`,
        password_hash: null,
        access_role: 'basic',
        created_at: 0,
        verified_at: i === 1 ? 0 : null,
        disabled_at: i === 2 ? 0 : null
      })
      .execute()
  }
  const lines = (await admin(['list'])).stdout.trim().split('\n')
  t.equal(lines.length, 102)
  t.equal(lines[1], '1\t1@example.org\tbasic\tverified\tenabled\t1970-01-01T00:00:00Z')
  t.equal(lines[2], '2\t2@example.org\tbasic\tunverified\tdisabled\t1970-01-01T00:00:00Z')
  t.match(lines[101], /^101\t/)
})

t.test('a service gets its secret once, and introspects with it', async (t) => {
  const { env, admin } = operator(t)
  const app = await build(t, { env })
  const { code, stdout, stderr } = await admin(['service', 'create', 'gateway'])
  t.strictSame([code, stderr], [0, ''])
  t.match(stdout, /^[\w-]{43}\n$/)
  const headers = basic('gateway', stdout.trim())
  const asked = await post(app, 'introspect', { headers, body: 'token=x' })
  t.strictSame(asked.json(), { active: false })
  const rows = await app.db.selectFrom('services').selectAll().execute()
  t.notMatch(JSON.stringify(rows), stdout.trim(), 'it is not kept')
  const again = await admin(['service', 'create', 'gateway'])
  t.strictSame([again.code, again.stdout], [1, ''])
  t.match(again.stderr, 'There is a service gateway already')
  t.match(await app.db.selectFrom('events').select(['type', 'detail']).execute(), [
    { type: 'service-created', detail: '{"name":"gateway"}' }
  ])
})
