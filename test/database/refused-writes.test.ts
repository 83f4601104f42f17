import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { claimsOf, createUser, getMe, logIn, post, tryLogin } from '../accounts/actors.js'
import { adminOf } from '../accounts/admin/admins.js'
import { bearer, type build, claims, forge, secrets } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { captureLog, type Line } from '../log/capture-log.js'
import { until } from '../until.js'

type App = Awaited<ReturnType<typeof build>>

/** Write errors of SQLite that can be switched on and off. */
const faults = {
  'database-read-only': {
    begin: 'pragma query_only = on',
    end: 'pragma query_only = off',
    reason: 'attempt to write a readonly database'
  },
  'database-full': {
    // SQLite raises this value to the current size of the file.
    begin: 'pragma max_page_count = 1',
    end: 'pragma max_page_count = 1000000',
    reason: 'database or disk is full'
  }
} as const
type Fault = keyof typeof faults

const run = (app: App, statement: string) => sql.raw(statement).execute(app.db)
const readiness = async (app: App) => (await app.inject('/readyz')).json()

async function takes(app: App, size: number): Promise<boolean> {
  const row = { id: String(Math.random()), filling: 'x'.repeat(size) }
  const writing = app.db.insertInto('write_probes').values(row).execute()
  return writing.then(
    () => true,
    () => false
  )
}

/** An application whose database rejects writes, with a logged-in admin and a logged-in user. */
async function start(t: Test, fault: Fault) {
  const { server, lines } = await captureLog(t, 'info')
  const app = server as unknown as App
  const admin = await adminOf(app)
  const user = await createUser(app)
  const tokens = await logIn(app, user)
  await run(app, faults[fault].begin)
  if (fault === 'database-full') {
    // Fills the free space in the existing pages.
    for (const size of [3500, 100, 1]) while (await takes(app, size)) {}
  }
  return { app, lines, admin, user, tokens }
}
type Started = Awaited<ReturnType<typeof start>>

const signUp = (app: App) =>
  post(app, '/users/v1/signup', {
    email: `${Math.random()}@example.org`,
    password: 'seven quiet moons behind glass'
  })

const refusedIn = (lines: readonly Line[]) =>
  lines.filter(({ msg }) => msg === 'service-unavailable')

for (const fault of Object.keys(faults) as Fault[]) {
  t.test(`${fault}: writes return 503, reads continue, and the service recovers`, async (t) => {
    const { app, lines, tokens, user } = await start(t, fault)
    await until(async () => (await signUp(app)).statusCode === 503)
    const refused = await signUp(app)
    const { detail } = assertProblem(t, refused, 'service-unavailable')
    t.ok(detail.startsWith(`${fault}: `), detail)
    t.equal(refused.headers['retry-after'], '1')

    t.strictSame(await readiness(app), { status: fault })
    t.equal((await app.inject('/readyz')).statusCode, 200)
    const headers = bearer(tokens.token)
    t.equal((await app.inject({ url: '/films/v1/', headers })).statusCode, 200)
    t.match((await getMe(app, tokens.token)).json(), { email: user.email })

    for (const line of refusedIn(lines())) t.equal(line.reason, faults[fault].reason)
    t.notMatch(JSON.stringify(lines()), /rollback/, 'no other reason is logged')
    t.notMatch(JSON.stringify(lines()), /unexpected error/)

    await run(app, faults[fault].end)
    await until(async () => (await readiness(app)).status === 'ok')
    t.equal((await signUp(app)).statusCode, 202)
    t.strictSame(await app.db.selectFrom('write_probes').selectAll().execute(), [])
  })
}

/** A request for each route that writes. */
const writing: Record<string, (started: Started) => object> = {
  'POST /users/v1/signup': () => ({
    payload: { email: 'new@example.org', password: 'seven quiet moons behind glass' }
  }),
  'POST /users/v1/login': ({ user: { email, password } }) => ({
    payload: { email, password, takeover: true }
  }),
  'POST /users/v1/logout': ({ tokens }) => ({ headers: bearer(tokens.token) }),
  'POST /users/v1/logout?scope=all': ({ tokens }) => ({ headers: bearer(tokens.token) }),
  'POST /users/v1/generate_tokens': ({ tokens }) => ({ headers: bearer(tokens.refresh_token) }),
  'POST /users/v1/password_forgotten': ({ user: { email } }) => ({ payload: { email } }),
  'PUT /users/v1/password_change': ({ tokens, user }) => ({
    headers: bearer(tokens.token),
    payload: { password: 'seven quiet moons behind glass', current_password: user.password }
  }),
  'POST /users/v1/me/email': ({ tokens, user }) => ({
    headers: bearer(tokens.token),
    payload: { email: 'new@example.org', password: user.password }
  }),
  'DELETE /users/v1/me/sessions/:sid': ({ tokens }) => ({
    url: `/users/v1/me/sessions/${claimsOf(tokens.token).sid}`,
    headers: bearer(tokens.token)
  }),
  'DELETE /users/v1/me': ({ tokens, user: { password } }) => ({
    headers: bearer(tokens.token),
    payload: { password }
  }),
  'PATCH /users/v1/:id': ({ admin, user }) => ({
    url: `/users/v1/${user.id}`,
    headers: bearer(admin.token),
    payload: { disabled: true }
  }),
  'DELETE /users/v1/:id': ({ admin, user }) => ({
    url: `/users/v1/${user.id}`,
    headers: bearer(admin.token)
  }),
  'POST /tokens/v1/revoke': ({ tokens }) => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `token=${tokens.token}`
  })
}

t.test('a write that fails returns 503 on every route, and has no effect', async (t) => {
  const started = await start(t, 'database-read-only')
  const withoutSession = forge({ alg: 'HS256' }, claims(), secrets.access)
  const { app, tokens, user, admin, lines } = started
  const tables = ['users', 'sessions', 'revocations', 'one_time_tokens', 'events', 'mails'] as const
  const contents = () =>
    Promise.all(tables.map((table) => app.db.selectFrom(table).selectAll().execute()))
  const before = await contents()
  for (const [route, requestOf] of Object.entries(writing)) {
    const [method, url] = route.split(' ') as ['POST', string]
    const answer = await app.inject({ method, url, ...requestOf(started) })
    t.equal(answer.statusCode, 503, route)
    t.match(answer.body, 'database-read-only', route)
    t.equal(answer.headers['retry-after'], '1', route)
  }
  for (const path of ['password_forgotten', 'email_verification/resend', 'signup']) {
    const password = path === 'signup' ? 'seven quiet moons behind glass' : undefined
    const statusFor = async (email: string) =>
      (await post(app, `/users/v1/${path}`, { email, password })).statusCode
    t.equal(
      await statusFor(user.email),
      await statusFor('nobody@example.org'),
      'the response does not depend on the account'
    )
  }
  const logout = {
    method: 'POST',
    url: '/users/v1/logout',
    headers: bearer(withoutSession)
  } as const
  assertProblem(t, await app.inject(logout), 'service-unavailable')
  const films = { url: '/films/v1/', headers: bearer(withoutSession) }
  t.equal((await app.inject(films)).statusCode, 200, 'the token was not revoked in the set alone')
  t.strictSame(await contents(), before)
  const countOf = () => refusedIn(lines()).reduce((sum, { count }) => sum + Number(count), 0)
  await until(() => countOf() >= Object.keys(writing).length)
  t.ok(refusedIn(lines()).length < Object.keys(writing).length, 'not one line for each request')
  for (const { reason } of refusedIn(lines())) t.equal(reason, faults['database-read-only'].reason)

  await run(app, faults['database-read-only'].end)
  await until(async () => (await readiness(app)).status === 'ok')
  t.strictSame(await contents(), before, 'nothing is written later')
  t.equal((await getMe(app, tokens.token)).statusCode, 200, 'no revocation was queued')
  t.equal((await admin.get()).statusCode, 200)
  t.equal((await tryLogin(app, user)).statusCode, 409)
  t.equal((await app.inject(films)).statusCode, 200)
  t.equal((await app.inject(logout)).statusCode, 200)
  t.equal((await app.inject(films)).statusCode, 401)
})
