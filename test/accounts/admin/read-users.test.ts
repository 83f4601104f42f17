import { randomUUID } from 'node:crypto'
import t from 'tap'
import { insertEvent } from '../../../src/accounts/store/events.js'
import { bearer, build, mint, noon } from '../../helper.js'
import { assertProblem } from '../../http/assert-problem.js'
import { inEveryCombination } from '../../stores.js'
import { createUser, disable, logIn } from '../actors.js'
import { adminOf, startAdmin } from './admins.js'

t.test('an admin reads a user', async (t) => {
  const { app, admin } = await startAdmin(t, { clock: () => noon })
  const user = await createUser(app, { email: 'Rey@Example.org', isVerified: false })
  await disable(app, user)
  const answer = await admin.get(String(user.id))
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), {
    id: user.id,
    email: 'Rey@Example.org',
    access_role: 'basic',
    verified: false,
    disabled: true,
    created_at: '2026-11-23T12:00:00Z'
  })
  t.match((await admin.get(String(admin.user.id))).json(), {
    access_role: 'admin',
    verified: true,
    disabled: false
  })
})

t.test('an unknown id returns 404, and the detail names the list', async (t) => {
  const { admin } = await startAdmin(t)
  for (const id of ['0', '99', '999999999999999']) {
    for (const path of [id, `${id}/events`]) {
      const answer = await admin.get(path)
      assertProblem(t, answer, 'user-not-found')
      t.match(answer.json().detail, '/users/v1/')
    }
    assertProblem(t, await admin.patch({ id: Number(id) }, { disabled: true }), 'user-not-found')
    assertProblem(t, await admin.remove({ id: Number(id) }), 'user-not-found')
  }
  for (const path of ['-1', '1.5', '1e3', '9999999999999999', 'rey', '%00']) {
    assertProblem(t, await admin.get(path), 'not-found')
  }
})

inEveryCombination('users are listed by id, in pages', async (t, stores) => {
  const app = await stores.build()
  const admin = await adminOf(app)
  const users = [admin.user]
  for (let i = 0; i < 4; i++) users.push(await createUser(app, { isVerified: true }))
  const seen: number[] = []
  let path: string | null = '?limit=2'
  let pages = 0
  while (path !== null) {
    const { results, next }: { results: { id: number }[]; next: string | null } = (
      await admin.get(path)
    ).json()
    seen.push(...results.map(({ id }) => id))
    path = next?.replace('/users/v1/', '') ?? null
    pages++
  }
  t.equal(pages, 3)
  t.strictSame(
    seen,
    users.map(({ id }) => id)
  )
  const all = (await admin.get()).json()
  t.strictSame([all.results.length, all.next], [5, null])
  t.strictSame((await admin.get('?limit=5')).json().next, null)
  t.strictSame((await admin.get('?after=999999')).json(), { results: [], next: null })
})

t.test('the link to the next page begins with PUBLIC_URL', async (t) => {
  const env = { PUBLIC_URL: 'https://api.example.org/' }
  const { app, admin } = await startAdmin(t, { env })
  await createUser(app)
  const { next } = (await admin.get('?limit=1')).json()
  t.equal(next, `https://api.example.org/users/v1/?limit=1&after=${admin.user.id}`)
})

interface Listed {
  readonly results: { readonly id: number; readonly email: string }[]
  readonly next: string | null
}

inEveryCombination('users are searched by address, and filtered', async (t, stores) => {
  const app = await stores.build()
  const admin = await adminOf(app)
  const emails = [
    'Rey_1@Example.org',
    'finn%@example.org',
    'poe@bücher.example',
    'ΛΈΩΝΣ@example.org',
    "o'hara!@example.org"
  ] as const
  for (const email of emails)
    await createUser(app, { email, isVerified: !email.startsWith('finn') })
  await disable(app, await createUser(app, { email: 'dis@example.net', role: 'admin' }))
  const found = async (query: string) => {
    const { results }: Listed = (await admin.get(`?${query}`)).json()
    return results.filter(({ id }) => id !== admin.user.id).map(({ email }) => email)
  }
  const search = (text: string) => found(`search=${encodeURIComponent(text)}`)
  const [rey, finn, poe, leon, ohara] = emails
  t.strictSame(await search('rEY_1'), [rey])
  t.strictSame(await search('@EXAMPLE.o'), [rey, finn, leon, ohara])
  t.strictSame(await search('_'), [rey], 'a wildcard of LIKE is a character')
  t.strictSame(await search('%'), [finn])
  t.strictSame(await search('!'), [ohara])
  t.strictSame(await search("'"), [ohara])
  t.strictSame(await search('λέωνς@'), [leon], 'the final sigma is a sigma')
  for (const part of ['bücher', 'büch', 'BÜCHER.example', 'xn--bcher-kva', 'poe@']) {
    t.strictSame(await search(part), [poe], part)
  }
  t.strictSame(await search('nobody'), [])

  t.strictSame(await found('access_role=admin'), ['dis@example.net'])
  t.strictSame(await found('disabled=true'), ['dis@example.net'])
  t.strictSame(await found('verified=false'), [finn])
  t.strictSame(await found('disabled=false&verified=true&access_role=basic'), [
    rey,
    poe,
    leon,
    ohara
  ])
  t.strictSame(await found('search=example.org&verified=false'), [finn])
})

t.test('the next page of a search has the same filters', async (t) => {
  const { app, admin } = await startAdmin(t)
  for (const name of ['a', 'b', 'c']) await createUser(app, { email: `${name}&@example.net` })
  const filters = 'search=%26%40example.net&access_role=basic&disabled=false&verified=true'
  const first: Listed = (await admin.get(`?limit=2&${filters}`)).json()
  const [, last] = first.results
  t.equal(first.next, `/users/v1/?limit=2&after=${last?.id}&${filters}`)
  const second: Listed = (await admin.get(String(first.next).slice('/users/v1/'.length))).json()
  t.strictSame([second.results.map(({ email }) => email), second.next], [['c&@example.net'], null])
})

t.test('an invalid filter is rejected by its name', async (t) => {
  const { admin } = await startAdmin(t)
  for (const query of [
    'search=',
    'search=a%00b',
    `search=${'a'.repeat(255)}`,
    'access_role=jedi',
    'disabled=1',
    'verified=yes'
  ]) {
    const answer = await admin.get(`?${query}`)
    assertProblem(t, answer, 'validation-failed')
    t.equal(answer.json().errors[0].path, query.split('=')[0], query)
  }
})

const refusedQueries = ['limit=0', 'limit=101', 'after=-1', 'after=x', 'offset=1', 'email=rey']

t.test('an invalid page parameter is rejected by its name', async (t) => {
  const { admin } = await startAdmin(t)
  for (const query of refusedQueries) {
    for (const path of ['', `${admin.user.id}/events`]) {
      const answer = await admin.get(`${path}?${query}`)
      assertProblem(t, answer, 'validation-failed')
      t.equal(answer.json().errors[0].path, query.split('=')[0])
    }
  }
})

inEveryCombination(
  'the events of a user are listed newest first, also after the deletion',
  async (t, stores) => {
    const app = await stores.build({ clock: () => noon })
    const admin = await adminOf(app)
    const user = await createUser(app)
    await logIn(app, user)
    await admin.patch(user, { disabled: true })
    const answer = (await admin.get(`${user.id}/events`)).json()
    t.equal(answer.next, null)
    t.match(answer.results, [
      { type: 'disabled', outcome: 'success', actor_id: admin.user.id, detail: {} },
      { type: 'login', outcome: 'success', actor_id: null, at: '2026-11-23T12:00:00Z' }
    ])
    t.match(answer.results[0], { ip: '127.0.0.1', request_id: /^[0-9a-f-]{36}$/ })

    const [newest] = answer.results
    const first = (await admin.get(`${user.id}/events?limit=1`)).json()
    t.equal(first.next, `/users/v1/${user.id}/events?limit=1&after=${newest.id}`)
    const second = (await admin.get(first.next.replace('/users/v1/', ''))).json()
    t.strictSame([second.results[0].type, second.next], ['login', null])

    await admin.remove(user)
    const after = (await admin.get(`${user.id}/events`)).json()
    t.equal(after.results[0].type, 'user-deleted')
    const request = { ip: '', id: randomUUID() }
    const event = { type: 'enabled', outcome: 'success', userId: user.id, request } as const
    await insertEvent(app.db, event, app.clock())
    const [latest] = (await admin.get(`${user.id}/events`)).json().results
    t.match(latest, { ip: null, actor_id: null }, 'the event of the operator')
  }
)

t.test('a user without events has an empty list', async (t) => {
  const { app, admin } = await startAdmin(t)
  const user = await createUser(app)
  t.strictSame((await admin.get(`${user.id}/events`)).json(), { results: [], next: null })
})

t.test('the admin routes require a session of an enabled admin', async (t) => {
  const app = await build(t)
  const basic = await logIn(app, await createUser(app))
  const admin = await adminOf(app)
  const minted = mint('access', { access_role: 'admin', user_id: admin.user.id })
  const routes = [
    ['GET', '/users/v1/'],
    ['GET', '/users/v1/1'],
    ['PATCH', '/users/v1/1'],
    ['DELETE', '/users/v1/1'],
    ['GET', '/users/v1/1/events'],
    ['GET', '/users/v1/events']
  ] as const
  for (const [method, url] of routes) {
    const call = (headers: Record<string, string>) => app.inject({ method, url, headers })
    assertProblem(t, await call({}), 'token-missing')
    const refused = await call(bearer(basic.token))
    assertProblem(t, refused, 'authorisation-required')
    t.match(refused.headers['www-authenticate'], 'scope="admin"')
    assertProblem(t, await call(bearer(minted)), 'token-invalid')
  }
  await disable(app, admin.user)
  assertProblem(t, await admin.get(), 'token-invalid')
})
