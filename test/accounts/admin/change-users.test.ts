import t from 'tap'
import { problem } from '../../../src/problems/problem.js'
import { noon } from '../../helper.js'
import { assertProblem } from '../../http/assert-problem.js'
import { inEveryCombination } from '../../stores.js'
import { createUser, logIn, opensFilms, refresh, tryLogin, type User } from '../actors.js'
import { adminOf, eventsAbout, startAdmin } from './admins.js'

const ending: [what: string, changes: object][] = [
  ['a new role', { access_role: 'admin' }],
  ['disabling', { disabled: true }],
  ['both at once', { access_role: 'admin', disabled: true }]
]

inEveryCombination(
  'a new role or disabling ends all sessions of the user at once',
  async (t, stores) => {
    const apps = await stores.buildAll({ env: { SESSIONS: 'multiple' } })
    const [app] = apps
    const admin = await adminOf(app)
    for (const [what, changes] of ending) {
      const user = await createUser(app)
      const sessions = [await logIn(app, user), await logIn(app, user)]
      const bystander = await logIn(app, await createUser(app))
      const answer = await admin.patch(user, changes)
      t.equal(answer.statusCode, 200, what)
      t.match(answer.json(), { id: user.id, ...changes })
      for (const instance of apps) {
        for (const { token, refresh_token } of sessions) {
          t.notOk(await opensFilms(instance, token), `${what}: access token`)
          assertProblem(t, await refresh(instance, refresh_token), 'token-invalid')
        }
        t.ok(await opensFilms(instance, bystander.token))
      }
    }
  }
)

t.test('a repeated change publishes the revocation that failed before', async (t) => {
  const { app, admin } = await startAdmin(t)
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  const { publish } = app.revocation
  app.revocation.publish = async () => {
    throw problem('service-unavailable')
  }
  assertProblem(t, await admin.patch(user, { disabled: true }), 'service-unavailable')
  app.revocation.publish = publish
  t.equal((await admin.patch(user, { disabled: true })).statusCode, 200)
  t.notOk(await opensFilms(app, token))
})

const idle: object[] = [{}, { access_role: 'basic' }, { disabled: false }]

t.test('a change without effect ends no session, and records no event', async (t) => {
  const { app, admin } = await startAdmin(t)
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  const before = await eventsAbout(app, user)
  for (const changes of idle) {
    t.equal((await admin.patch(user, changes)).statusCode, 200)
  }
  t.ok(await opensFilms(app, token))
  t.strictSame(await eventsAbout(app, user), before)
})

t.test('a new role applies to the next login, and a disabled user cannot log in', async (t) => {
  const { app, admin } = await startAdmin(t)
  const user = await createUser(app)
  await admin.patch(user, { access_role: 'admin' })
  t.equal((await tryLogin(app, user)).json().access_role, 'admin')
  await admin.patch(user, { disabled: true })
  assertProblem(t, await tryLogin(app, user), 'account-disabled')
  t.match((await admin.patch(user, { disabled: false })).json(), { disabled: false })
  t.equal((await tryLogin(app, user)).statusCode, 200)
})

t.test('disabling voids the mailed links', async (t) => {
  const { app, admin } = await startAdmin(t)
  const user = await createUser(app, { isVerified: false })
  const other = await createUser(app, { isVerified: false })
  await admin.patch(user, { disabled: true })
  const left = await app.db.selectFrom('one_time_tokens').select('user_id').execute()
  t.strictSame(left, [{ user_id: other.id }])
})

t.test('each change is recorded with its actor, user and detail', async (t) => {
  const { app, admin } = await startAdmin(t, { clock: () => noon })
  const user = await createUser(app)
  await admin.patch(user, { access_role: 'admin', disabled: true })
  await admin.patch(user, { disabled: false })
  await admin.patch(user, { access_role: 'basic' })
  await admin.remove(user)
  const events = await eventsAbout(app, user)
  t.strictSame(
    events.map(({ type, detail }) => [type, JSON.parse(detail)]),
    [
      ['role-changed', { from: 'basic', to: 'admin' }],
      ['disabled', {}],
      ['enabled', {}],
      ['role-changed', { from: 'admin', to: 'basic' }],
      ['user-deleted', {}]
    ]
  )
  for (const { actor_id, at, outcome } of events) {
    t.strictSame([actor_id, at, outcome], [admin.user.id, noon, 'success'])
  }
})

t.test('a deleted user cannot log in, and the tokens are revoked', async (t) => {
  const { app, admin } = await startAdmin(t)
  const user = await createUser(app)
  const { token, refresh_token } = await logIn(app, user)
  const answer = await admin.remove(user)
  t.strictSame([answer.statusCode, answer.json()], [200, { status: 'ok' }])
  t.notOk(await opensFilms(app, token))
  assertProblem(t, await refresh(app, refresh_token), 'token-invalid')
  assertProblem(t, await tryLogin(app, user), 'credentials-invalid')
  assertProblem(t, await admin.remove(user), 'user-not-found')
  t.ok((await createUser(app, { email: user.email })).id > user.id, 'the id is not reused')
})

const toOneself: [what: string, changes: object][] = [
  ['demote', { access_role: 'basic' }],
  ['disable', { disabled: true }]
]

t.test('an admin cannot demote, disable or delete themselves', async (t) => {
  const { app, admin } = await startAdmin(t)
  await createUser(app, { role: 'admin' })
  for (const [what, changes] of toOneself) {
    assertProblem(t, await admin.patch(admin.user, changes), 'self-forbidden')
    t.ok(await opensFilms(app, admin.token), what)
  }
  assertProblem(t, await admin.remove(admin.user), 'self-forbidden')
  t.equal((await admin.patch(admin.user, { access_role: 'admin' })).statusCode, 200, 'no change')
})

const takingAway: [
  what: string,
  act: (admin: Awaited<ReturnType<typeof adminOf>>, of: User) => PromiseLike<{ statusCode: number }>
][] = [
  ['demote', (admin, of) => admin.patch(of, { access_role: 'basic' })],
  ['disable', (admin, of) => admin.patch(of, { disabled: true })],
  ['delete', (admin, of) => admin.remove(of)]
]

inEveryCombination(
  'of two admins who remove each other concurrently, one remains',
  async (t, stores) => {
    const apps = await stores.buildAll()
    const [app] = apps
    for (const [first, one] of takingAway) {
      for (const [second, other] of takingAway) {
        await app.db.updateTable('users').set({ access_role: 'basic' }).execute()
        const admin = await adminOf(app)
        const rival = await adminOf(apps.at(-1) ?? app)
        const answers = await Promise.all([one(admin, rival.user), other(rival, admin.user)])
        const statuses = answers.map(({ statusCode }) => statusCode).sort()
        t.equal(statuses[0], 200, `${first} and ${second}`)
        t.ok(
          [401, 409].includes(statuses[1] as number),
          `the other request is rejected: ${statuses[1]}`
        )
        const left = await app.db
          .selectFrom('users')
          .select('id')
          .where('access_role', '=', 'admin')
          .where('disabled_at', 'is', null)
          .execute()
        t.equal(left.length, 1)
      }
    }
  }
)

const refused: [payload: unknown, path: string][] = [
  [{ access_role: 'jedi' }, 'access_role'],
  [{ access_role: null }, 'access_role'],
  [{ access_role: ['admin'] }, 'access_role'],
  [{ disabled: 'true' }, 'disabled'],
  [{ disabled: 1 }, 'disabled'],
  [{ email: 'rey@example.org' }, 'email'],
  [{ verified: true }, 'verified'],
  [{ constructor: {} }, 'constructor'],
  [[], 'body'],
  ['admin', 'body']
]

t.test('an invalid member is rejected by its name, and changes nothing', async (t) => {
  const { app, admin } = await startAdmin(t)
  const user = await createUser(app)
  const before = (await admin.get(String(user.id))).json()
  for (const [payload, path] of refused) {
    const answer = await app.inject({
      method: 'PATCH',
      url: `/users/v1/${user.id}`,
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      payload: JSON.stringify(payload)
    })
    assertProblem(t, answer, 'validation-failed')
    t.equal(answer.json().errors[0].path, path)
  }
  t.strictSame((await admin.get(String(user.id))).json(), before)
})
