import t from 'tap'
import { clientOf } from '../../clients/client-app.js'
import { bearer, build, noon } from '../../helper.js'
import { assertProblem } from '../../http/assert-problem.js'
import { inEveryCombination } from '../../stores.js'
import { createUser, logIn, tryLogin } from '../actors.js'
import { adminOf, startAdmin } from './admins.js'

interface Listed {
  readonly results: {
    readonly id: number
    readonly type: string
    readonly user_id: number | null
  }[]
  readonly next: string | null
}

inEveryCombination('an admin reads the events of all users and clients', async (t, stores) => {
  const app = await stores.build({ clock: () => noon })
  const admin = await adminOf(app)
  const user = await createUser(app)
  await logIn(app, user)
  await tryLogin(app, { email: 'nobody@example.org', password: 'wrong' })
  const listed = (await admin.get('events')).json()
  t.match(listed.results[0], {
    at: '2026-11-23T12:00:00Z',
    type: 'login',
    outcome: 'failure',
    user_id: null,
    actor_id: null,
    ip: '127.0.0.1',
    detail: { reason: 'credentials-invalid' }
  })
  t.match(listed.results.slice(1), [
    { type: 'login', outcome: 'success', user_id: user.id },
    { type: 'login', outcome: 'success', user_id: admin.user.id }
  ])
  t.equal(listed.next, null)

  await clientOf(app)
  t.match((await admin.get('events?type=client-created')).json().results, [
    { user_id: null, ip: null, detail: { client: 'gateway', actor: 'command line' } }
  ])
})

t.test('a page has a link to the next one, with the same filters', async (t) => {
  const env = { SESSIONS: 'multiple', PUBLIC_URL: 'https://api.example.org' }
  const { app, admin } = await startAdmin(t, { clock: () => noon, env })
  const user = await createUser(app)
  for (let i = 0; i < 5; i++) await logIn(app, user)
  const filters = `user_id=${user.id}&since=2026-11-23T12%3A00%3A00Z`
  let path: string | null = `events?limit=2&${filters}`
  const ids: number[] = []
  const sizes: number[] = []
  while (path !== null) {
    const { results, next }: Listed = (await admin.get(path)).json()
    ids.push(...results.map(({ id }) => id))
    sizes.push(results.length)
    const expected = `https://api.example.org/users/v1/events?limit=2&after=${ids.at(-1)}&${filters}`
    if (next !== null) t.equal(next, expected)
    path = next?.replace('https://api.example.org/users/v1/', '') ?? null
  }
  t.strictSame(sizes, [2, 2, 1])
  t.strictSame(
    ids,
    [...ids].sort((a, b) => b - a),
    'newest first'
  )
  t.equal(new Set(ids).size, 5)
})

t.test('the filters select by type, outcome, user and time', async (t) => {
  let now = noon
  const { app, admin } = await startAdmin(t, { clock: () => now })
  const user = await createUser(app)
  const typesOf = async (query: string) => {
    const { results }: Listed = (await admin.get(`events?${query}`)).json()
    return results.map(({ type, user_id }) => `${type} ${user_id}`)
  }
  now += 10.5
  await tryLogin(app, { ...user, password: 'wrong' })
  await admin.patch(user, { access_role: 'admin' })
  const [a, u] = [admin.user.id, user.id]
  t.strictSame((await typesOf('')).sort(), [`login ${a}`, `login ${u}`, `role-changed ${u}`])
  t.strictSame(await typesOf('type=role-changed'), [`role-changed ${u}`])
  t.strictSame(await typesOf('outcome=failure'), [`login ${u}`])
  t.strictSame((await typesOf('outcome=success')).sort(), [`login ${a}`, `role-changed ${u}`])
  t.strictSame(await typesOf(`user_id=${a}`), [`login ${a}`])
  t.strictSame(await typesOf('user_id=4711'), [])
  t.strictSame(await typesOf(`type=login&outcome=failure&user_id=${u}`), [`login ${u}`])
  t.strictSame(await typesOf('until=2026-11-23T12:00:09Z'), [`login ${a}`])
  t.equal((await typesOf('since=2026-11-23T12:00:10.9Z')).length, 2, 'events have whole seconds')
  t.equal((await typesOf('since=2026-11-23T13:00:10%2B01:00&until=2099-01-01T00:00:00Z')).length, 2)
  t.strictSame(await typesOf('since=2026-11-23T12:00:11Z'), [])
})

const refused: [query: string, path: string, message: RegExp][] = [
  ['type=crown', 'type', /login, logout/],
  ['outcome=maybe', 'outcome', /success, failure/],
  ['user_id=-1', 'user_id', /0 to/],
  ['user_id=x', 'user_id', /integer/],
  ['since=yesterday', 'since', /RFC 3339/],
  ['until=2026-11-23', 'until', /RFC 3339/],
  ['since=2016-12-31T23:59:60Z', 'since', /not a time/],
  ['since=2026-11-24T00:00:00Z&until=2026-11-23T00:00:00Z', 'since', /later than until/],
  ['limit=0', 'limit', /1 to 100/],
  ['email=rey', 'email', /allowed: limit, after, type, outcome, user_id, since, until/]
]

t.test('an invalid filter is rejected by its name, with what is allowed', async (t) => {
  const { admin } = await startAdmin(t)
  for (const [query, path, message] of refused) {
    const answer = await admin.get(`events?${query}`)
    assertProblem(t, answer, 'validation-failed')
    const [error] = answer.json().errors
    t.equal(error.path, path, query)
    t.match(error.message, message, query)
  }
})

t.test('the list requires an admin', async (t) => {
  const app = await build(t)
  const { token } = await logIn(app, await createUser(app))
  const get = (headers: Record<string, string>) => app.inject({ url: '/users/v1/events', headers })
  assertProblem(t, await get({}), 'token-missing')
  assertProblem(t, await get(bearer(token)), 'authorisation-required')
})
