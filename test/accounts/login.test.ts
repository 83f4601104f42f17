import t from 'tap'
import { bearer, build, listen, noon, sendRaw } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { inEveryCombination } from '../stores.js'
import {
  claimsOf,
  createUser,
  disable,
  goodPassword,
  logIn,
  opensFilms,
  post,
  tryLogin
} from './actors.js'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

inEveryCombination('a login returns the pair of tokens of a new session', async (t, stores) => {
  const app = await stores.build({ clock: () => noon })
  const user = await createUser(app, { email: 'Rey@Example.org' })
  const answer = await tryLogin(app, { ...user, email: 'rEY@example.ORG' })
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['cache-control'], 'no-store')
  const { token, refresh_token, ...rest } = answer.json()
  t.strictSame(rest, {
    token_type: 'Bearer',
    expires_in: 36_000,
    user_id: user.id,
    email: 'Rey@Example.org',
    access_role: 'basic'
  })

  const [access, refreshing] = [claimsOf(token), claimsOf(refresh_token)]
  const common = { iss: 'fathat.org', iat: noon, user_id: user.id, access_role: 'basic' }
  t.strictSame(access, {
    ...common,
    exp: noon + 36_000,
    sub: access.sub,
    sid: access.sid,
    standard_claim: true
  })
  t.strictSame(refreshing, {
    ...common,
    exp: noon + 86_400,
    sub: refreshing.sub,
    sid: access.sid,
    refresh_claim: true
  })
  for (const id of [access.sub, refreshing.sub, access.sid]) t.match(id, uuid)
  t.not(access.sub, refreshing.sub)
  t.ok(await opensFilms(app, token))
  t.notOk(await opensFilms(app, refresh_token), 'a refresh token opens no other route')
})

inEveryCombination('login errors are reported in a fixed order', async (t, stores) => {
  const app = await stores.build()
  const user = await createUser(app, { isVerified: false })
  const wrong = { ...user, password: 'another password' }
  await disable(app, user)
  assertProblem(t, await tryLogin(app, wrong), 'credentials-invalid')
  assertProblem(t, await tryLogin(app, user), 'account-disabled')

  await app.db.updateTable('users').set({ disabled_at: null }).execute()
  assertProblem(t, await tryLogin(app, wrong), 'credentials-invalid')
  assertProblem(t, await tryLogin(app, user), 'email-unverified')

  const password_hash = await app.passwords.hash(user.password)
  await app.db.updateTable('users').set({ verified_at: 1, password_hash }).execute()
  await logIn(app, user)
  assertProblem(t, await tryLogin(app, wrong), 'credentials-invalid')
  assertProblem(t, await tryLogin(app, wrong, { takeover: true }), 'credentials-invalid')
  assertProblem(t, await tryLogin(app, user), 'user-already-logged-in')
})

t.test('an unknown address and a wrong password get the same response', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  const unverified = await createUser(app, { isVerified: false })
  const answers = [
    await tryLogin(app, { ...user, password: 'wrong' }),
    await tryLogin(app, { email: 'nobody@example.org', password: goodPassword }),
    await tryLogin(app, { ...unverified, password: 'wrong' })
  ]
  const told = answers.map((answer) => {
    const { 'x-request-id': id, date: _date, ...headers } = answer.headers
    const { instance, ...body } = assertProblem(t, answer, 'credentials-invalid')
    t.equal(instance, `urn:uuid:${id}`)
    return { headers, body }
  })
  t.strictSame(told[1], told[0])
  t.strictSame(told[2], told[0])
  t.equal(answers[0]?.headers['www-authenticate'], 'Bearer realm="starwars-api"')
})

t.test('the password of an unverified user is that of the newest sign-up', async (t) => {
  let now = noon
  const app = await build(t, { clock: () => now })
  const user = await createUser(app, { isVerified: false, password: 'the first password' })
  const { sub, ...row } = await app.db
    .selectFrom('one_time_tokens')
    .selectAll()
    .executeTakeFirstOrThrow()
  now += 1
  const password_hash = await app.passwords.hash('the second password')
  const second = { ...row, sub: `${sub}2`, password_hash, created_at: now }
  await app.db.insertInto('one_time_tokens').values(second).execute()
  assertProblem(t, await tryLogin(app, user), 'credentials-invalid')
  const answer = await tryLogin(app, { ...user, password: 'the second password' })
  assertProblem(t, answer, 'email-unverified')

  await app.db.deleteFrom('one_time_tokens').execute()
  assertProblem(t, await tryLogin(app, user), 'credentials-invalid')
})

t.test('a password is accepted in any Unicode normalization form', async (t) => {
  const app = await build(t)
  const user = await createUser(app, { password: 'café on the moon of Endor' })
  await logIn(app, { ...user, password: 'cafe\u0301 on the moon of Endor' })
})

t.test('a login renews a hash with outdated parameters', async (t) => {
  const app = await build(t, { argon2: { memoryCost: 16, timeCost: 1, parallelism: 1 } })
  const user = await createUser(app)
  const former = '$argon2id$v=19$m=8,t=1,p=1$'
  const cheap = await build(t)
  const password_hash = await cheap.passwords.hash(user.password)
  t.ok(password_hash.startsWith(former))
  await app.db.updateTable('users').set({ password_hash }).execute()

  const storedHash = async () =>
    (await app.db.selectFrom('users').selectAll().executeTakeFirstOrThrow()).password_hash
  assertProblem(t, await tryLogin(app, { ...user, password: 'wrong' }), 'credentials-invalid')
  t.equal(await storedHash(), password_hash)
  await logIn(app, user)
  const renewed = await storedHash()
  t.match(renewed, /^\$argon2id\$v=19\$m=16,t=1,p=1\$/)
  await logIn(app, user, { takeover: true })
  t.equal(await storedHash(), renewed, 'the hash is renewed once')
})

/** Runs a function after the password is verified, and before the session is created. */
function afterVerification(app: Awaited<ReturnType<typeof build>>, act: () => Promise<unknown>) {
  const { verify } = app.passwords
  app.passwords.verify = async (...args) => {
    const isRight = await verify(...args)
    app.passwords.verify = verify
    await act()
    return isRight
  }
}

t.test('a login uses the state of the account after the password check', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  const change = (set: object) => () =>
    app.db.updateTable('users').set(set).where('id', '=', user.id).execute()

  const hash = await app.passwords.hash('the password of tomorrow')
  afterVerification(app, change({ password_hash: hash }))
  assertProblem(t, await tryLogin(app, user), 'credentials-invalid')
  const changed = { ...user, password: 'the password of tomorrow' }

  afterVerification(app, change({ disabled_at: 1 }))
  assertProblem(t, await tryLogin(app, changed), 'account-disabled')
  await change({ disabled_at: null })()

  afterVerification(app, change({ access_role: 'admin' }))
  const { token, ...rest } = (await tryLogin(app, changed)).json()
  t.equal(rest.access_role, 'admin')
  t.equal(claimsOf(token).access_role, 'admin')

  afterVerification(app, () => app.db.deleteFrom('users').execute())
  assertProblem(t, await tryLogin(app, changed), 'credentials-invalid')
})

t.test('a login ignores the Authorization header', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  const answer = await tryLogin(app, user, {}, bearer('nonsense'))
  t.equal(answer.statusCode, 200)
})

t.test('a login works without a User-Agent', async (t) => {
  const { server, port } = await listen(t)
  const { email, password } = await createUser(server)
  const body = JSON.stringify({ email, password })
  const head = [
    'POST /users/v1/login HTTP/1.1',
    'Host: x',
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`
  ]
  t.match(await sendRaw(port, [...head, '', body].join('\r\n')), /^HTTP\/1.1 200 /)
  const session = await server.db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
  t.equal(session.user_agent, '')
})

t.test('the routes accept only POST, and login requires a body', async (t) => {
  const app = await build(t)
  for (const url of ['/users/v1/login', '/users/v1/generate_tokens', '/users/v1/logout']) {
    assertProblem(t, await app.inject(url), 'method-not-allowed')
  }
  const { errors } = assertProblem(
    t,
    await app.inject({ method: 'POST', url: '/users/v1/login' }),
    'validation-failed'
  )
  t.strictSame(errors, [{ path: 'body', message: 'must be object' }])
  const missing = assertProblem(t, await post(app, '/users/v1/login/', {}), 'validation-failed')
  t.strictSame(missing.errors, [
    { path: 'email', message: 'required' },
    { path: 'password', message: 'required' }
  ])
})

t.test('each login attempt is recorded as an event', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  await tryLogin(app, { ...user, password: 'wrong' })
  await tryLogin(app, { email: 'nobody@example.org', password: 'wrong' })
  await app.audit.flush()
  await logIn(app, user)
  await tryLogin(app, user)
  await app.audit.flush()
  const events = await app.db.selectFrom('events').selectAll().orderBy('id').execute()
  t.strictSame(
    events.map(({ type, outcome, user_id, detail }) => [
      type,
      outcome,
      user_id,
      JSON.parse(detail).reason
    ]),
    [
      ['login', 'failure', user.id, 'credentials-invalid'],
      ['login', 'failure', null, 'credentials-invalid'],
      ['login', 'success', user.id, undefined],
      ['login', 'failure', user.id, 'user-already-logged-in']
    ]
  )
  t.notMatch(JSON.stringify(events), /wrong|nobody|rainbow/)
})

t.test('an internal error is not recorded as a failed attempt', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  app.passwords.verify = async () => {
    throw new Error('the library is broken')
  }
  assertProblem(t, await tryLogin(app, user), 'internal-error')
  await app.audit.flush()
  t.strictSame(await app.db.selectFrom('events').selectAll().execute(), [])
})
