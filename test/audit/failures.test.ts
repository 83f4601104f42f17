import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import t from 'tap'
import {
  type App,
  createUser,
  deleteMe,
  disable,
  logIn,
  logOut,
  opensFilms,
  post,
  refresh,
  tryLogin
} from '../accounts/actors.js'
import { basic, clientOf, post as postForm } from '../clients/client-app.js'
import { bearer, build, mint, noon } from '../helper.js'
import { captureLog } from '../log/capture-log.js'
import { inEveryCombination } from '../stores.js'
import { until } from '../until.js'

const hash = /^[\w-]{22}$/

/** The failures in the database, in their order. */
async function failures(app: App) {
  await app.audit.flush()
  const rows = await app.db
    .selectFrom('events')
    .selectAll()
    .where('outcome', '=', 'failure')
    .orderBy('id')
    .execute()
  return rows.map(({ type, user_id, detail, ip }) => ({
    type,
    user_id,
    ip,
    detail: JSON.parse(detail)
  }))
}

inEveryCombination('every failed authentication is an event', async (t, stores) => {
  const app = await stores.build()
  const user = await createUser(app)
  const pending = await createUser(app, { isVerified: false })
  const banned = await createUser(app)
  await disable(app, banned)
  const wrong = 'my secret password'
  await tryLogin(app, { ...user, password: wrong })
  await tryLogin(app, { email: 'hunter2@example.org', password: wrong })
  await tryLogin(app, banned)
  await tryLogin(app, pending)
  const { token } = await logIn(app, user)
  await deleteMe(app, token, wrong)
  await logOut(app, token)
  await opensFilms(app, token)
  await opensFilms(app, 'a.b.c')
  await opensFilms(app, mint('access', { exp: 1 }))
  await app.inject('/films/v1/')
  const noSession = mint('refresh', { sid: randomUUID(), user_id: user.id })
  await refresh(app, noSession)
  const all = await failures(app)
  const reason = (code: string) => ({ reason: code, address_hash: hash })
  t.match(all, [
    { type: 'login', user_id: user.id, detail: reason('credentials-invalid'), ip: '127.0.0.1' },
    { type: 'login', user_id: null, detail: reason('credentials-invalid') },
    { type: 'login', user_id: banned.id, detail: reason('account-disabled') },
    { type: 'login', user_id: pending.id, detail: reason('email-unverified') },
    { type: 'account-deleted', user_id: user.id, detail: { reason: 'credentials-invalid' } },
    { type: 'authentication', user_id: user.id, detail: { reason: 'token-invalid' } },
    { type: 'authentication', user_id: null, detail: { reason: 'token-invalid' } },
    { type: 'refresh', user_id: user.id, detail: {} }
  ])
  t.equal(all.length, 8, 'a missing or expired token is no event')
  t.notMatch(JSON.stringify(all), /hunter2|secret password/)
  const hashes = all.slice(0, 4).map(({ detail }) => detail.address_hash)
  t.equal(new Set(hashes).size, 4)
  await tryLogin(app, { email: 'HUNTER2@example.org', password: wrong })
  const again = (await failures(app)).at(-1)
  t.equal(again?.detail.address_hash, hashes[1], 'the same address has the same hash')
})

t.test('a login that a limit rejects is an event', async (t) => {
  const app = await build(t, { env: { RATE_LIMIT: 'on', RATE_LIMIT_ADDRESS_PER_MINUTE: '8' } })
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  const wrong = { ...user, password: 'wrong' }
  const statuses = []
  for (let i = 0; i < 6; i++) statuses.push((await tryLogin(app, wrong)).statusCode)
  t.strictSame(statuses, [401, 401, 401, 401, 401, 429], 'the delay')
  const change = { email: 'new@example.org', password: 'wrong' }
  t.equal((await post(app, '/users/v1/me/email', change, bearer(token))).statusCode, 429)
  t.equal((await tryLogin(app, wrong)).statusCode, 429)
  t.equal((await tryLogin(app, wrong)).statusCode, 429, 'the limit, before the body is read')
  const limited = (await failures(app)).filter(({ detail }) => detail.reason === 'rate-limited')
  t.match(limited, [
    { type: 'login', user_id: null, detail: { address_hash: hash } },
    { type: 'email-change-requested', user_id: user.id },
    { type: 'login', detail: { address_hash: hash } },
    { type: 'login', detail: { address_hash: undefined } }
  ])
})

t.test('an error of the login delays is no event', async (t) => {
  const app = await build(t)
  const { token } = await logIn(app, await createUser(app))
  app.throttle.checkLogin = async () => {
    throw new Error('out of order')
  }
  t.equal((await deleteMe(app, token, 'wrong')).statusCode, 500)
  t.strictSame(await failures(app), [])
})

inEveryCombination('wrong credentials of a client are an event', async (t, stores) => {
  const app = await stores.build()
  const { name } = await clientOf(app)
  const ask = (headers: Record<string, string>) =>
    postForm(app, 'introspect', { headers, body: 'token=x' })
  await ask(basic(name, 'wrong'))
  await ask(basic('nobody', 'wrong'))
  await ask(basic('a\u0000b', 'wrong'))
  await ask({ authorization: 'Basic !' })
  await ask({})
  const all = await failures(app)
  t.strictSame(
    all.map(({ type, detail: { reason, client } }) => [type, reason, client]),
    [
      ['client-authentication', 'wrong-secret', name],
      ['client-authentication', 'unknown-client', undefined],
      ['client-authentication', 'unknown-client', undefined],
      ['client-authentication', 'unreadable', undefined]
    ]
  )
  t.match(all[1]?.detail.client_hash, hash)
})

t.test('of a flood, ten failures and a count are written', async (t) => {
  let now = noon
  const app = await build(t, { clock: () => now })
  for (let i = 0; i < 25; i++) {
    await app.inject({
      method: 'POST',
      url: '/users/v1/login',
      payload: { email: `${i}@example.org`, password: 'wrong' },
      remoteAddress: `2001:db8:1:2::${i}`
    })
  }
  t.equal((await failures(app)).length, 10)
  await tryLogin(app, { email: 'nobody@example.org', password: 'wrong' })
  t.match((await failures(app)).at(-1), { ip: '127.0.0.1' }, 'another network')
  now += 60
  const all = await failures(app)
  t.match(all.at(-1), { type: 'login', user_id: null, ip: '2001:db8:1:2::', detail: { count: 15 } })
  t.equal(all.length, 12)
})

t.test('failures are written soon after the response, without a further request', async (t) => {
  const counts: number[] = []
  const app = await build(t, {
    before: (server) => void server.addHook('onSend', async () => void counts.push(await written()))
  })
  const written = async () => (await app.db.selectFrom('events').selectAll().execute()).length
  await tryLogin(app, { email: 'nobody@example.org', password: 'wrong' })
  await until(async () => (await written()) === 1)
  t.strictSame(counts, [0], 'not before the response')
})

t.test('a database that accepts no event changes no response, and gets it later', async (t) => {
  const { server: app, lines } = await captureLog(t, 'warn')
  const user = await createUser(app)
  await sql`alter table events rename to elsewhere`.execute(app.db)
  for (const email of [user.email, 'nobody@example.org']) {
    const answer = await tryLogin(app, { email, password: 'wrong' })
    t.match(answer.json(), { code: 'credentials-invalid' })
  }
  await until(() => lines().some(({ msg }) => msg === 'writing events: failed'))
  for (let i = 0; i < 1010; i++) {
    const request = { ip: `198.51.${i % 200}.1`, id: String(i) }
    app.audit.record({ type: 'login', outcome: 'failure', request })
  }
  await app.audit.flush()
  await sql`alter table elsewhere rename to events`.execute(app.db)
  t.equal((await failures(app)).length, 1000, 'the newest ones')
  t.match(
    lines().find(({ msg }) => msg === 'events are missing in the database'),
    { dropped: 12 }
  )
})

t.test('what waits is written when the service closes, counts included', async (t) => {
  const first = await build(t)
  const { DATA_DIR } = first.config.settings
  for (let i = 0; i < 12; i++) {
    await tryLogin(first, { email: 'nobody@example.org', password: 'wrong' })
  }
  await first.close()
  const next = await build(t, { env: { DATA_DIR } })
  const all = await failures(next)
  t.equal(all.length, 11)
  t.match(all.at(-1), { detail: { count: 2 } })
})

t.test('closing does not wait for a database that accepts nothing', async (t) => {
  const app = await build(t)
  await tryLogin(app, { email: 'nobody@example.org', password: 'wrong' })
  await sql`drop table events`.execute(app.db)
  await app.close()
})

t.test('each event is a log line, once it is committed', async (t) => {
  const {
    server: app,
    lines,
    text
  } = await captureLog(t, 'info', undefined, {
    clock: () => noon
  })
  const user = await createUser(app)
  const answer = await tryLogin(app, user)
  await tryLogin(app, { email: 'hunter2@example.org', password: 'wrong' })
  const events = lines().filter(({ event }) => event !== undefined)
  t.match(events, [
    {
      level: 30,
      msg: 'event',
      event: {
        at: '2026-11-23T12:00:00Z',
        type: 'login',
        outcome: 'success',
        user_id: user.id,
        actor_id: null,
        ip: '127.0.0.1',
        request_id: answer.headers['x-request-id'],
        detail: {}
      }
    },
    { event: { type: 'login', outcome: 'failure', user_id: null, detail: { address_hash: hash } } }
  ])
  t.equal(events.length, 2)
  t.notMatch(text(), 'hunter2')

  await app.db.deleteFrom('events').execute()
  app.mail.enqueue = async () => {
    throw new Error('undone')
  }
  await tryLogin(app, user, { takeover: true })
  t.equal(lines().filter(({ event }) => event !== undefined).length, 2, 'a rollback logs nothing')
})
