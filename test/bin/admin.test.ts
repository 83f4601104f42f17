import Fastify from 'fastify'
import t from 'tap'
import { readCommand } from '../../bin/admin-command-line.js'
import type { OperatorApp } from '../../bin/admin-commands.js'
import config, { loadConfig } from '../../plugins/external/config.js'
import database from '../../plugins/external/database.js'
import { disabledHash } from '../../src/clients/clients.js'
import { type App, createUser, logIn, opensFilms } from '../accounts/actors.js'
import { eventsAbout } from '../accounts/admin/admins.js'
import { basic, post } from '../clients/client-app.js'
import { build, environment, noon } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { inEveryCombination } from '../stores.js'
import { until } from '../until.js'

/** Runs the command with the stores of a running service, and returns its lines. */
async function operate(app: OperatorApp, ...args: string[]): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readCommand(args)(app)) lines.push(line)
  return lines
}

inEveryCombination(
  'with a running service, a command returns after its revocations are published',
  async (t, stores) => {
    const app = await stores.build()
    const admin = await createUser(app, { role: 'admin' })
    const user = await createUser(app, { email: 'finn@example.org' })
    const steps: [command: string, name: string, done: string, ends: boolean][] = [
      ['promote', 'FINN@example.org', 'is an admin', true],
      ['demote', String(user.id), 'is a basic user', true],
      ['demote', String(user.id), 'is a basic user', false],
      ['revoke-sessions', user.email, 'has no active session', true],
      ['enable', user.email, 'is enabled', false],
      ['disable', user.email, 'is disabled', true]
    ]
    for (const [command, name, done, ends] of steps) {
      const { token } = await logIn(app, user, { takeover: true })
      const lines = await operate(app, command, name)
      t.strictSame(lines, [`User ${user.id}, finn@example.org, ${done}`])
      t.equal(await opensFilms(app, token), !ends, command)
    }
    await operate(app, 'enable', user.email)
    const { token } = await logIn(app, user)
    await operate(app, 'delete', user.email)
    t.notOk(await opensFilms(app, token))
    const acts = (await eventsAbout(app, user)).filter(({ ip }) => ip === '')
    t.strictSame(
      acts.map(({ type, actor_id }) => [type, actor_id]),
      [
        ['role-changed', null],
        ['role-changed', null],
        ['sessions-revoked', null],
        ['disabled', null],
        ['enabled', null],
        ['user-deleted', null]
      ]
    )
    for (const [name, message] of [
      [user.email, `There is no user "${user.email}"`],
      ['99', 'There is no user "99"'],
      ['01', 'There is no user "01"'],
      ['a\u0000', 'There is no user "a\u0000"']
    ] as const) {
      await t.rejects(operate(app, 'promote', name), { message })
    }
    for (const command of ['demote', 'disable', 'delete']) {
      await t.rejects(operate(app, command, admin.email), { code: 'last-admin' })
    }
  }
)

t.test('reports a revocation that the service does not publish in time', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  await logIn(app, user)
  let now = 0
  const impatient = { ...toolsOf(app), clock: () => now++ }
  await t.rejects(operate(impatient, 'revoke-sessions', user.email, '--wait', '0'), {
    message:
      /^The change is recorded, but not published yet: the running service has not published the revocations within 0 s/
  })
  t.strictSame(await operate(app, 'revoke-sessions', user.email), [
    `User ${user.id}, ${user.email}, has no active session`
  ])
})

/** The decorators are on a prototype, so a copy would not have them. */
const toolsOf = ({ config, db, clock, passwords }: OperatorApp): OperatorApp => ({
  config,
  db,
  clock,
  passwords
})

t.test('returns at once if no service runs', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  const { DATA_DIR } = app.config.settings
  await app.close()
  const { db, close } = await openDatabase(DATA_DIR)
  const tools = { ...toolsOf(app), db, clock: () => Date.now() / 1000 }
  await operate(tools, 'revoke-sessions', user.email, '--wait', '0')
  await close()
  const next = await build(t, { env: { DATA_DIR } })
  t.notOk(await opensFilms(next, token), 'the next service applies the revocation')
})

async function openDatabase(DATA_DIR: string) {
  const app = Fastify()
  await app.register(config, { config: loadConfig({ ...environment, DATA_DIR }) })
  await app.register(database)
  return { db: app.db, close: () => app.close() }
}

t.test('with Redis, the command publishes revocations itself', async (t) => {
  const redis = await startRedis(t)
  const app = await build(t, { env: { REDIS_URL: redis.url } })
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  await operate(app, 'revoke-sessions', user.email)
  t.notOk(await opensFilms(app, token))
  const unpublished = app.db.selectFrom('revocations').where('published_at', 'is', null)
  t.strictSame(await unpublished.selectAll().execute(), [])

  await logIn(app, user)
  await redis.kill()
  await t.rejects(operate(app, 'revoke-sessions', user.email), {
    message:
      /^The change is recorded, but not published yet: REDIS_URL: cannot connect to Redis \(.*ECONNREFUSED/
  })
  t.equal((await unpublished.selectAll().execute()).length, 1, 'left for the service')
})

t.test('the command waits for the replicas that REDIS_WAIT_REPLICAS requires', async (t) => {
  const redis = await startRedis(t)
  const app = await build(t, { env: { REDIS_URL: redis.url, REDIS_WAIT_REPLICAS: '1' } })
  const user = await createUser(app)
  await logIn(app, user)
  const client = await redis.connect(t)
  const before = String(await client.client('LIST')).split('\n').length
  await t.rejects(operate(app, 'revoke-sessions', user.email), {
    message: /^The change is recorded, but not published yet: /
  })
  await until(async () => String(await client.client('LIST')).split('\n').length === before)
})

t.test('lists all users, one per line', async (t) => {
  const app = await build(t)
  t.strictSame(await operate(app, 'list'), ['id\temail\trole\tverified\tenabled\tcreated_at'])
  const row = { password_hash: null, access_role: 'basic', created_at: 0 } as const
  for (let i = 1; i <= 101; i++) {
    const email = `${i}@example.org`
    const states = { verified_at: i === 1 ? 0 : null, disabled_at: i === 2 ? 0 : null }
    await app.db
      .insertInto('users')
      .values({ ...row, ...states, email, email_key: email })
      .execute()
  }
  const lines = await operate(app, 'list')
  t.equal(lines.length, 102)
  t.equal(lines[1], '1\t1@example.org\tbasic\tverified\tenabled\t1970-01-01T00:00:00Z')
  t.equal(lines[2], '2\t2@example.org\tbasic\tunverified\tdisabled\t1970-01-01T00:00:00Z')
  t.match(lines[101], /^101\t/)
})

const statusFor = async (app: App, name: string, secret: string) =>
  (await post(app, 'introspect', { headers: basic(name, secret), body: 'token=x' })).statusCode

t.test('prints the secret of a new client once, and the client introspects with it', async (t) => {
  const app = await build(t)
  for (const command of ['client', 'service']) {
    const [secret = '', ...rest] = await operate(app, command, 'create', `gateway-${command}`)
    t.match(secret, /^[\w-]{43}$/)
    t.strictSame(rest, [])
    t.equal(await statusFor(app, `gateway-${command}`, secret), 200)
    const rows = await app.db.selectFrom('services').selectAll().execute()
    t.notMatch(JSON.stringify(rows), secret, 'the secret is not stored')
  }
  await t.rejects(operate(app, 'client', 'create', 'gateway-client'), {
    message: 'A client with the name gateway-client already exists'
  })
  t.match(await app.db.selectFrom('events').select(['type', 'detail']).execute(), [
    { type: 'client-created', detail: '{"client":"gateway-client","actor":"command line"}' },
    { type: 'client-created', detail: '{"client":"gateway-service","actor":"command line"}' }
  ])
})

t.test('rotates, lists and deletes clients', async (t) => {
  let now = noon
  const app = await build(t, { clock: () => now })
  const header = 'name\tcreated_at\tlast_used_at\tsecret\tprevious_secret'
  t.strictSame(await operate(app, 'client', 'list'), [header])
  const [first = ''] = await operate(app, 'client', 'create', 'gateway')
  await operate(app, 'client', 'create', 'billing')
  const created = '2026-11-23T12:00:00Z'
  const lines = (gateway: string) => [
    header,
    `billing\t${created}\tnever\tvalid\tnone`,
    `gateway\t${created}\t${gateway}`
  ]
  t.strictSame(await operate(app, 'client', 'list'), lines('never\tvalid\tnone'))

  now += 60
  const [second = '', ...rest] = await operate(app, 'client', 'rotate', 'gateway')
  t.match(second, /^[\w-]{43}$/)
  t.strictSame(rest, [])
  for (const secret of [first, second]) t.equal(await statusFor(app, 'gateway', secret), 200)
  const used = async () => (await operate(app, 'client', 'list'))[2]?.split('\t')[2]
  await until(async () => (await used()) === '2026-11-23T12:01:00Z')
  const until24 = 'valid until 2026-11-24T12:01:00Z'
  const use = '2026-11-23T12:01:00Z'
  t.strictSame(await operate(app, 'client', 'list'), lines(`${use}\tvalid\t${until24}`))
  now += 24 * 3600
  t.strictSame(await operate(app, 'client', 'list'), lines(`${use}\tvalid\tnone`))

  const [third = ''] = await operate(app, 'client', 'rotate', 'gateway', '--keep', '0.5')
  t.equal(await statusFor(app, 'gateway', second), 200)
  await operate(app, 'client', 'rotate', 'gateway', '--keep', '0')
  for (const secret of [second, third]) t.equal(await statusFor(app, 'gateway', secret), 401)

  // As `tokens-valid-from --disable-clients` does.
  await app.db.updateTable('services').set({ secret_hash: disabledHash }).execute()
  const states = async () => (await operate(app, 'client', 'list'))[2]?.split('\t').slice(3)
  t.strictSame(await states(), ['disabled', 'none'])
  const [renewed = ''] = await operate(app, 'client', 'rotate', 'gateway')
  t.strictSame(await states(), ['valid', 'none'])
  t.equal(await statusFor(app, 'gateway', renewed), 200)

  t.strictSame(await operate(app, 'client', 'delete', 'gateway'), ['Client gateway is deleted'])
  for (const act of ['delete', 'rotate']) {
    await t.rejects(operate(app, 'client', act, 'gateway'), {
      message: 'There is no client "gateway"'
    })
  }
  t.equal((await operate(app, 'client', 'list')).length, 2)
})

t.test('other errors are thrown unchanged', async (t) => {
  const app = await build(t)
  await app.db.schema.dropTable('services').execute()
  await t.rejects(operate(app, 'client', 'create', 'gateway'), { message: /no such table/ })
})
