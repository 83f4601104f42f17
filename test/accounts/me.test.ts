import { randomUUID } from 'node:crypto'
import t from 'tap'
import { bearer, build, mint, noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { inEveryCombination } from '../stores.js'
import {
  claimsOf,
  createUser,
  deleteMe,
  disable,
  endSession,
  getMe,
  logIn,
  opensFilms,
  refresh,
  tryLogin
} from './actors.js'

const several = { SESSIONS: 'multiple' }

inEveryCombination('a user reads their own account and its sessions', async (t, stores) => {
  let now = noon
  const app = await stores.build({ clock: () => now, env: several })
  const [user, stranger] = [await createUser(app), await createUser(app)]
  await logIn(app, stranger)
  const first = await logIn(app, user)
  const me = await getMe(app, first.token)
  t.equal(me.statusCode, 200)
  t.equal(me.headers['cache-control'], 'private, no-cache')
  t.strictSame(me.json(), {
    user_id: user.id,
    email: user.email,
    access_role: 'basic',
    created_at: '2026-11-23T12:00:00Z'
  })

  now += 60
  const answer = await tryLogin(app, user, {}, { 'user-agent': 'Holocron/1' })
  const second = answer.json()
  now += 60
  const third = (await refresh(app, first.refresh_token)).json()
  const sessions = (await getMe(app, third.token, '/sessions')).json()
  t.strictSame(sessions, {
    results: [
      {
        sid: claimsOf(second.token).sid,
        created_at: '2026-11-23T12:01:00Z',
        last_used_at: '2026-11-23T12:01:00Z',
        ip: '127.0.0.1',
        user_agent: 'Holocron/1',
        current: false
      },
      {
        sid: claimsOf(first.token).sid,
        created_at: '2026-11-23T12:00:00Z',
        last_used_at: '2026-11-23T12:02:00Z',
        ip: '127.0.0.1',
        user_agent: 'lightMyRequest',
        current: true
      }
    ],
    count: 2
  })
  now += 86_341
  const left = (
    await getMe(app, mint('access', { ...claimsOf(third.token), exp: now + 9 }, now), '/sessions')
  ).json()
  t.match(left, { count: 1, results: [{ last_used_at: '2026-11-23T12:02:00Z' }] })
})

t.test('at most a hundred sessions are listed, with the total count', async (t) => {
  const app = await build(t, { env: several })
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  const { sid, ...row } = await app.db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
  const more = Array.from({ length: 104 }, () => ({ ...row, sid: randomUUID() }))
  await app.db.insertInto('sessions').values(more).execute()
  const { results, count } = (await getMe(app, token, '/sessions')).json()
  t.equal(results.length, 100)
  t.equal(count, 105)
})

inEveryCombination('a user can end only their own sessions', async (t, stores) => {
  const app = await stores.build({ env: several })
  const [user, stranger] = [await createUser(app), await createUser(app)]
  const [one, two, other] = [
    await logIn(app, user),
    await logIn(app, user),
    await logIn(app, stranger)
  ]
  const sidOf = ({ token }: { token: string }) => claimsOf(token).sid as string
  assertProblem(t, await endSession(app, one.token, sidOf(other)), 'session-not-found')
  t.ok(await opensFilms(app, other.token))
  assertProblem(t, await endSession(app, one.token, randomUUID()), 'session-not-found')

  const answer = await endSession(app, one.token, sidOf(two).toUpperCase())
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), { status: 'ok' })
  t.notOk(await opensFilms(app, two.token))
  assertProblem(t, await refresh(app, two.refresh_token), 'token-invalid')
  assertProblem(t, await endSession(app, one.token, sidOf(two)), 'session-not-found')

  t.equal((await endSession(app, one.token, sidOf(one))).statusCode, 200)
  t.notOk(await opensFilms(app, one.token), 'also the current session')
  for (const id of ['1', 'x', `${randomUUID()}0`, '%00']) {
    assertProblem(t, await endSession(app, other.token, id), 'not-found')
  }
})

inEveryCombination('a user deletes their own account', async (t, stores) => {
  const app = await stores.build({ env: several })
  const [user, stranger] = [await createUser(app), await createUser(app)]
  const [one, two, other] = [
    await logIn(app, user),
    await logIn(app, user),
    await logIn(app, stranger)
  ]
  assertProblem(t, await deleteMe(app, one.token, 'wrong'), 'credentials-invalid')
  await app.audit.flush()
  t.ok(await opensFilms(app, one.token))
  const answer = await deleteMe(app, one.token, user.password)
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), { status: 'ok' })
  for (const { token, refresh_token } of [one, two]) {
    t.notOk(await opensFilms(app, token))
    assertProblem(t, await refresh(app, refresh_token), 'token-invalid')
  }
  assertProblem(t, await tryLogin(app, user), 'credentials-invalid')
  t.ok(await opensFilms(app, other.token))

  const again = await createUser(app, { email: user.email })
  t.ok(again.id > stranger.id, 'the id is not reused')
  const events = app.db.selectFrom('events').select('outcome').where('user_id', '=', user.id)
  const deletions = await events.where('type', '=', 'account-deleted').orderBy('id').execute()
  t.strictSame(deletions, [{ outcome: 'failure' }, { outcome: 'success' }])
})

inEveryCombination(
  'of two admins that delete their accounts concurrently, one remains',
  async (t, stores) => {
    const app = await stores.build()
    const [one, two] = [
      await createUser(app, { role: 'admin' }),
      await createUser(app, { role: 'admin' })
    ]
    await disable(app, await createUser(app, { role: 'admin' }))
    const tokens = [(await logIn(app, one)).token, (await logIn(app, two)).token]
    const answers = await Promise.all(tokens.map((token) => deleteMe(app, token, one.password)))
    const statuses = answers.map(({ statusCode }) => statusCode).sort()
    t.strictSame(statuses, [200, 409])
    const admins = await app.db
      .selectFrom('users')
      .selectAll()
      .where('disabled_at', 'is', null)
      .execute()
    t.equal(admins.length, 1)
  }
)

t.test('a deletion uses the state of the account after the password check', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  const { verify } = app.passwords
  const after = (act: () => Promise<unknown>) => {
    app.passwords.verify = async (...args) => {
      const isRight = await verify(...args)
      await act()
      return isRight
    }
  }
  after(() => app.db.updateTable('users').set({ password_hash: 'another' }).execute())
  assertProblem(t, await deleteMe(app, token, user.password), 'credentials-invalid')
  const password_hash = user.password_hash
  await app.db.updateTable('users').set({ password_hash }).execute()
  after(() => app.db.deleteFrom('users').execute())
  assertProblem(t, await deleteMe(app, token, user.password), 'token-invalid')
})

const ownRoutes = [
  ['GET', '/users/v1/me'],
  ['DELETE', '/users/v1/me'],
  ['GET', '/users/v1/me/sessions'],
  ['DELETE', `/users/v1/me/sessions/${randomUUID()}`]
] as const

t.test('the account routes require a token of a session of an enabled user', async (t) => {
  const app = await build(t)
  const user = await createUser(app)
  const { token, refresh_token } = await logIn(app, user)
  const { sid } = claimsOf(token)
  const strangers = [
    mint('access', { user_id: user.id }),
    mint('access', { user_id: user.id + 1, sid }),
    mint('access', { user_id: Number.MAX_SAFE_INTEGER, sid }),
    refresh_token
  ]
  for (const [method, url] of ownRoutes) {
    // The body is invalid and its type is unsupported: the token is checked before the body is
    // read.
    const ask = (headers: Record<string, string>) =>
      app.inject({ method, url, payload: '{', headers: { 'content-type': 'x/y', ...headers } })
    assertProblem(t, await ask({}), 'token-missing')
    for (const stranger of strangers) assertProblem(t, await ask(bearer(stranger)), 'token-invalid')
  }
  await disable(app, user)
  for (const path of ['', '/sessions']) {
    assertProblem(t, await getMe(app, token, path), 'token-invalid')
  }
})

t.test('request.account throws on a route that does not require an account', async (t) => {
  const app = await build(t, {
    before(server) {
      server.get('/careless', { config: { public: true } }, async ({ account }) => account)
    }
  })
  assertProblem(t, await app.inject('/careless'), 'internal-error')
})
