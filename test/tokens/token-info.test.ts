import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { bearer, build, claims, forge, mint, noon, secrets } from '../helper.js'

const sid = 'b1946ac9-2d4d-4c3a-9e1f-0a9d5a1f7c55'

/** Adds routes that return the token info of the handler. */
function addRoutes(server: FastifyInstance): void {
  const kinds = ['access', 'refresh', 'email'] as const
  server.get(
    '/told',
    { config: { minimumRole: 'basic', tokenKinds: kinds } },
    async ({ tokenInfo }) => ({ tokenInfo, isFrozen: Object.isFrozen(tokenInfo) })
  )
  server.get('/told-all', { config: { public: true } }, async ({ tokenInfo }) => ({ tokenInfo }))
  server.get('/tampers', { config: { minimumRole: 'basic' } }, async ({ tokenInfo }) => {
    Object.assign(tokenInfo as object, { access_role: 'admin' })
  })
}

const options = { clock: () => noon, before: addRoutes }

t.test('a handler gets only the claims of the contract, frozen', async (t) => {
  const app = await build(t, options)
  const others = { nbf: noon, jti: 'x', scope: ['*'], is_admin: true, tokenInfo: {} }
  for (const [kind, changes] of [
    ['access', {}],
    ['access', { sid, access_role: 'admin' }],
    ['refresh', { sid }],
    ['email', {}]
  ] as const) {
    const expected = claims(kind, changes, noon)
    const token = forge({ alg: 'HS256', kid: undefined }, { ...expected, ...others }, secrets[kind])
    const answers = [1, 2].map(() => app.inject({ url: '/told', headers: bearer(token) }))
    for (const answer of await Promise.all(answers)) {
      t.strictSame(answer.json(), { tokenInfo: expected, isFrozen: true }, kind)
    }
  }
})

t.test('concurrent requests each get their own claims', async (t) => {
  const app = await build(t, options)
  const users = Array.from({ length: 200 }, (_, i) =>
    claims('access', { user_id: i + 1, access_role: i % 3 ? 'basic' : 'admin' }, noon)
  )
  const answers = await Promise.all(
    [...users, ...users].map((payload) => {
      const token = forge({ alg: 'HS256', typ: 'JWT' }, payload, secrets.access)
      return app.inject({ url: '/told', headers: bearer(token) })
    })
  )
  t.strictSame(
    answers.map((answer) => answer.json().tokenInfo),
    [...users, ...users]
  )
})

t.test('concurrent requests with valid and expired tokens return 200 and 401', async (t) => {
  const app = await build(t, options)
  const good = mint('access', {}, noon)
  const bad = mint('access', { exp: noon }, noon)
  const tokens = Array.from({ length: 100 }, (_, i) => (i % 2 ? bad : good))
  const answers = await Promise.all(
    tokens.map((token) => app.inject({ url: '/told', headers: bearer(token) }))
  )
  t.strictSame(
    answers.map(({ statusCode }) => statusCode),
    tokens.map((token) => (token === good ? 200 : 401))
  )
})

t.test('a handler cannot change the token info', async (t) => {
  const app = await build(t, options)
  const headers = bearer(mint('access', {}, noon))
  t.equal((await app.inject({ url: '/tampers', headers })).statusCode, 500)
  const { tokenInfo } = (await app.inject({ url: '/told', headers })).json()
  t.equal(tokenInfo.access_role, 'basic')
})

t.test('the token info is null on a public route, whatever the token', async (t) => {
  const app = await build(t, options)
  const tokens = [mint('access', {}, noon), mint('access', { exp: noon }, noon), 'x']
  for (const headers of [{}, ...tokens.map(bearer)]) {
    const answer = await app.inject({ url: '/told-all', headers })
    t.equal(answer.statusCode, 200)
    t.strictSame(answer.json(), { tokenInfo: null })
  }
})
