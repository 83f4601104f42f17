import t from 'tap'
import { bearer, build, claims, mint, noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { inEveryCombination } from '../stores.js'
import { claimsOf, createUser, logIn, logOut, opensFilms, refresh } from './actors.js'

const several = { SESSIONS: 'multiple' }

for (const kind of ['token', 'refresh_token'] as const) {
  inEveryCombination(`logout by ${kind} ends both tokens of its session`, async (t, stores) => {
    const app = await stores.build({ env: several })
    const user = await createUser(app)
    const [one, other] = [await logIn(app, user), await logIn(app, user)]
    const answer = await logOut(app, one[kind])
    t.equal(answer.statusCode, 200)
    t.strictSame(answer.json(), { status: 'ok' })
    t.notOk(await opensFilms(app, one.token))
    assertProblem(t, await refresh(app, one.refresh_token), 'token-invalid')
    assertProblem(t, await logOut(app, one.token), 'token-invalid')
    t.ok(await opensFilms(app, other.token))
    t.equal((await refresh(app, other.refresh_token)).statusCode, 200)
  })
}

inEveryCombination('the scope selects the sessions that end', async (t, stores) => {
  const app = await stores.build({ env: several })
  const [user, stranger] = [await createUser(app), await createUser(app)]
  const elsewhere = await logIn(app, stranger)
  const [one, two, three] = [await logIn(app, user), await logIn(app, user), await logIn(app, user)]
  t.equal((await logOut(app, one.token, '?scope=others')).statusCode, 200)
  t.ok(await opensFilms(app, one.token))
  for (const { token } of [two, three]) t.notOk(await opensFilms(app, token))

  const four = await logIn(app, user)
  t.equal((await logOut(app, four.refresh_token, '?scope=all')).statusCode, 200)
  for (const { token, refresh_token } of [one, four]) {
    t.notOk(await opensFilms(app, token))
    assertProblem(t, await refresh(app, refresh_token), 'token-invalid')
  }
  t.ok(await opensFilms(app, elsewhere.token), "another user's session continues")
  const events = await app.db
    .selectFrom('events')
    .selectAll()
    .where('type', '=', 'logout')
    .execute()
  t.match(events, [
    { outcome: 'success', user_id: user.id, detail: '{"scope":"others"}' },
    { outcome: 'success', user_id: user.id, detail: '{"scope":"all"}' }
  ])
})

t.test('the logout of a token without a session revokes that token only', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  const login = await logIn(app, user)
  const ofUser = { user_id: user.id }
  const [one, two] = [mint('access', ofUser), mint('access', ofUser)]
  t.equal((await logOut(app, one)).statusCode, 200)
  t.notOk(await opensFilms(app, one))
  t.ok(await opensFilms(app, login.token))

  const refreshing = mint('refresh', ofUser)
  t.equal((await logOut(app, refreshing)).statusCode, 200)
  assertProblem(t, await logOut(app, refreshing), 'token-invalid')

  for (const query of ['?scope=others', '?scope=all']) {
    assertProblem(t, await logOut(app, two, query), 'token-invalid')
  }
  t.ok(await opensFilms(app, two), 'a token without a session cannot end sessions')
  t.ok(await opensFilms(app, login.token))
})

t.test('a logout revokes an unknown session, and a token that outlives its session', async (t) => {
  let now = noon
  const app = await build(t, { clock: () => now })
  const { sub: sid } = claims()
  const refreshing = mint('refresh', { sid }, now)
  const [first, second] = [mint('access', { sid }, now), mint('access', { sid }, now)]
  t.equal((await logOut(app, refreshing)).statusCode, 200)
  for (const token of [first, second]) t.notOk(await opensFilms(app, token))

  const user = await createUser(app)
  const login = await logIn(app, user)
  const long = { sid: claimsOf(login.token).sid, user_id: user.id, exp: now + 400_000 }
  const minted = mint('access', long, now)
  t.equal((await logOut(app, minted)).statusCode, 200)
  t.notOk(await opensFilms(app, login.token))
  now += 399_999
  t.notOk(await opensFilms(app, minted))
})

t.test('an unknown scope is rejected, and the type of an empty body is ignored', async (t) => {
  const app = await build(t)
  const { token } = await logIn(app, await createUser(app))
  const { errors } = assertProblem(t, await logOut(app, token, '?scope=world'), 'validation-failed')
  t.strictSame(errors, [{ path: 'scope', message: 'unknown value; allowed: local, others, all' }])
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
    const headers = { ...bearer(token), 'content-type': type }
    const url = '/users/v1/logout?scope=others'
    t.equal((await app.inject({ method: 'POST', url, headers })).statusCode, 200)
  }
})

inEveryCombination('concurrent logouts of one session return 200 or 401', async (t, stores) => {
  const app = await stores.build()
  const { token, refresh_token } = await logIn(app, await createUser(app))
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, () => logOut(app, token)),
    ...Array.from({ length: 5 }, () => logOut(app, refresh_token, '?scope=all'))
  ])
  const statuses = answers.map(({ statusCode }) => statusCode)
  t.ok(statuses.includes(200))
  t.strictSame(
    statuses.filter((status) => status !== 200 && status !== 401),
    []
  )
  t.notOk(await opensFilms(app, token))
})

t.test('a logout does not rely on another request to publish the revocations', async (t) => {
  const app = await build(t, { env: several })
  const user = await createUser(app)
  const [one, two] = [await logIn(app, user), await logIn(app, user)]
  // This request has ended a session but has not published the revocation yet.
  const { publish } = app.revocation
  let release = () => {}
  const slow = await new Promise<{ answer: ReturnType<typeof logOut> }>((resolve) => {
    const answer = logOut(app, one.token, '?scope=others')
    app.revocation.publish = async (revocations) => {
      app.revocation.publish = publish
      resolve({ answer })
      await new Promise<void>((go) => {
        release = go
      })
      return publish(revocations)
    }
  })
  t.equal((await logOut(app, one.token, '?scope=others')).statusCode, 200)
  t.notOk(await opensFilms(app, two.token))
  release()
  t.equal((await slow.answer).statusCode, 200)
})
