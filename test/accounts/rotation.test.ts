import t from 'tap'
import { build, claims, mint, noon, temporaryDirectory } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { inEveryCombination } from '../stores.js'
import {
  type App,
  claimsOf,
  createUser,
  disable,
  logIn,
  logOut,
  opensFilms,
  patiently,
  refresh,
  type Tokens,
  tryLogin
} from './actors.js'

/** @throws Error if the refresh fails */
async function rotate(app: App, token: string): Promise<Tokens> {
  const answer = await patiently(() => refresh(app, token))
  if (answer.statusCode !== 200) throw new Error(`refresh: ${answer.body}`)
  return answer.json()
}

inEveryCombination('a refresh token is exchanged for a new pair', async (t, stores) => {
  let now = noon
  const app = await stores.build({ clock: () => now })
  const user = await createUser(app)
  const first = await logIn(app, user)
  now += 60
  const answer = await refresh(app, first.refresh_token)
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['cache-control'], 'no-store')
  const { token, refresh_token, ...rest } = answer.json()
  t.strictSame(rest, {
    token_type: 'Bearer',
    expires_in: 36_000,
    user_id: user.id,
    email: user.email,
    access_role: 'basic'
  })
  const { sid } = claimsOf(first.token)
  t.match(claimsOf(token), { sid, iat: now, exp: now + 36_000, standard_claim: true })
  t.match(claimsOf(refresh_token), { sid, iat: now, exp: now + 86_400, refresh_claim: true })
  const subs = [first.token, first.refresh_token, token, refresh_token].map(
    (one) => claimsOf(one).sub
  )
  t.equal(new Set(subs).size, 4)
  t.notOk(await opensFilms(app, first.token), 'the old access token is revoked')
  t.ok(await opensFilms(app, token))
  assertProblem(t, await tryLogin(app, user), 'user-already-logged-in')
})

inEveryCombination(
  'a refresh returns the same pair within the grace time, and ends the session afterwards',
  async (t, stores) => {
    let now = noon
    const app = await stores.build({ clock: () => now })
    const first = await logIn(app, await createUser(app))
    now += 0.9
    const second = await rotate(app, first.refresh_token)
    for (const later of [0, 5, 9.9]) {
      now = noon + 0.9 + later
      const again = await rotate(app, first.refresh_token)
      t.equal(again.token, second.token)
      t.equal(again.refresh_token, second.refresh_token)
    }
    t.ok(await opensFilms(app, second.token))
    now = noon + 0.9 + 10
    assertProblem(t, await refresh(app, first.refresh_token), 'token-invalid')
    t.notOk(await opensFilms(app, second.token), 'the session has ended')
    assertProblem(t, await refresh(app, second.refresh_token), 'token-invalid')

    const events = await app.db.selectFrom('events').selectAll().orderBy('id').execute()
    const ofSessions = events.filter(({ type }) => type !== 'authentication')
    t.match(ofSessions.at(-1), { type: 'refresh-reuse', outcome: 'failure' })
    const { end_reason } = await app.db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
    t.equal(end_reason, 'reuse')
  }
)

inEveryCombination(
  'the reuse of an older refresh token ends the session, even within the grace time',
  async (t, stores) => {
    const app = await stores.build({ clock: () => noon })
    const user = await createUser(app)
    const first = await logIn(app, user)
    const second = await rotate(app, first.refresh_token)
    const third = await rotate(app, second.refresh_token)
    t.equal((await rotate(app, second.refresh_token)).token, third.token)
    assertProblem(t, await refresh(app, first.refresh_token), 'token-invalid')
    for (const { token, refresh_token } of [second, third]) {
      t.notOk(await opensFilms(app, token))
      assertProblem(t, await refresh(app, refresh_token), 'token-invalid')
    }
    await logIn(app, user)
  }
)

t.test('REFRESH_GRACE_SECONDS=0 disables the grace time', async (t) => {
  const app = await build(t, { env: { REFRESH_GRACE_SECONDS: '0' }, clock: () => noon + 0.5 })
  const first = await logIn(app, await createUser(app))
  const second = await rotate(app, first.refresh_token)
  assertProblem(t, await refresh(app, first.refresh_token), 'token-invalid')
  assertProblem(t, await refresh(app, second.refresh_token), 'token-invalid')
})

inEveryCombination('50 concurrent refreshes with one token return one pair', async (t, stores) => {
  const apps = await stores.buildAll()
  const [app] = apps
  const first = await logIn(app, await createUser(app))
  const calls = Array.from({ length: 50 }, (_, index) =>
    rotate(apps[index % apps.length] as App, first.refresh_token)
  )
  const pairs = await Promise.all(calls)
  t.equal(new Set(pairs.map(({ token }) => token)).size, 1)
  t.equal(new Set(pairs.map(({ refresh_token }) => refresh_token)).size, 1)
  const [pair] = pairs as [Tokens]
  for (const one of apps) {
    t.notOk(await opensFilms(one, first.token))
    t.ok(await opensFilms(one, pair.token))
  }
  await rotate(app, pair.refresh_token)
})

inEveryCombination('a rotated refresh token cannot log out', async (t, stores) => {
  const app = await stores.build()
  const first = await logIn(app, await createUser(app))
  const second = await rotate(app, first.refresh_token)
  assertProblem(t, await logOut(app, first.refresh_token), 'token-invalid')
  assertProblem(t, await logOut(app, first.refresh_token, '?scope=all'), 'token-invalid')
  t.ok(await opensFilms(app, second.token), 'the session continues')
  t.equal((await logOut(app, second.refresh_token)).statusCode, 200)
  t.notOk(await opensFilms(app, second.token))
})

t.test('a refresh requires the refresh token of a live session', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  const { token, refresh_token } = await logIn(app, user)
  const own = { user_id: user.id, sid: claimsOf(token).sid }
  for (const other of [
    token,
    mint('email', own),
    mint('password', own),
    mint('refresh', { user_id: user.id }),
    mint('refresh', { user_id: user.id, sid: claims().sub }),
    mint('refresh', { user_id: user.id + 1, sid: own.sid })
  ]) {
    assertProblem(t, await refresh(app, other), 'token-invalid')
  }
  assertProblem(t, await refresh(app, ''), 'token-missing')
  const expired = mint('refresh', { ...own, exp: 1 })
  assertProblem(t, await refresh(app, expired), 'token-expired')
  const next = await rotate(app, refresh_token)

  assertProblem(t, await refresh(app, mint('refresh', own)), 'token-invalid')
  t.notOk(await opensFilms(app, next.token), 'an unknown refresh token ends the session')
})

t.test('a refresh uses the current state of the account', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  const first = await logIn(app, user)
  const me = app.db.updateTable('users').where('id', '=', user.id)
  await me.set({ access_role: 'admin', email: 'new@example.org' }).execute()
  const answer = (await refresh(app, first.refresh_token)).json()
  t.match(answer, { access_role: 'admin', email: 'new@example.org' })
  t.equal(claimsOf(answer.token).access_role, 'admin')
  t.equal(claimsOf(answer.refresh_token).access_role, 'admin')

  await disable(app, user)
  assertProblem(t, await refresh(app, answer.refresh_token), 'token-invalid')
  await me.set({ disabled_at: null }).execute()
  const last = await rotate(app, answer.refresh_token)
  await app.db.deleteFrom('users').execute()
  assertProblem(t, await refresh(app, last.refresh_token), 'token-invalid')
})

t.test('no token outlives SESSION_MAX_DAYS', async (t) => {
  let now = noon + 0.5
  const app = await build(t, { clock: () => now, env: { SESSION_MAX_DAYS: '1.5' } })
  const user = await createUser(app)
  const end = noon + 1.5 * 86_400
  let pair = await logIn(app, user)
  for (const hours of [20, 30, 35]) {
    now = noon + hours * 3600 + 0.5
    pair = await rotate(app, pair.refresh_token)
    t.equal(claimsOf(pair.token).exp, Math.min(Math.floor(now) + 36_000, end))
    t.equal(claimsOf(pair.refresh_token).exp, Math.min(Math.floor(now) + 86_400, end))
  }
  now = end - 0.5
  pair = await rotate(app, pair.refresh_token)
  t.ok(await opensFilms(app, pair.token))
  now = end
  assertProblem(t, await refresh(app, pair.refresh_token), 'token-expired')
  await logIn(app, user)
})

t.test('a session lasts at least one second', async (t) => {
  const app = await build(t, { clock: () => noon, env: { SESSION_MAX_DAYS: '0.000001' } })
  const { token } = await logIn(app, await createUser(app))
  t.equal(claimsOf(token).exp, noon + 1)
})

t.test('a pair is not returned again after the secret has changed', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const before = await build(t, { env })
  const first = await logIn(before, await createUser(before))
  await rotate(before, first.refresh_token)
  await before.close()
  const after = await build(t, {
    env: { ...env, JWT_SECRET: 'another-secret-of-access-tokens-0123456789' }
  })
  assertProblem(t, await refresh(after, first.refresh_token), 'token-invalid')
})
