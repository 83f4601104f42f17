import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { bearer, build, mint } from '../helper.js'

const undeclared: [string, (server: FastifyInstance) => void, RegExp][] = [
  ['no config', (server) => server.get('/x', async () => ({})), /GET \/x must declare/],
  [
    'an empty config',
    (server) => server.post('/x/:id', { config: {} }, async () => ({})),
    /POST \/x\/:id must declare/
  ],
  [
    'both',
    (server) =>
      server.get('/x', { config: { public: true, minimumRole: 'basic' } }, async () => ({})),
    /GET \/x must declare/
  ],
  [
    'kinds of token alone',
    (server) => server.get('/x', { config: { tokenKinds: ['access'] } }, async () => ({})),
    /GET \/x must declare/
  ]
]

t.test('a route that does not say who may call it stops the service from starting', async (t) => {
  for (const [name, before, message] of undeclared) {
    await t.rejects(build(t, { before }), { message }, name)
  }
})

t.test('HEAD is as secured as its GET', async (t) => {
  const app = await build(t)
  const head = (headers: object) =>
    app.inject({ method: 'HEAD', url: '/films/v1/', headers: { ...headers } })
  t.equal((await head({})).statusCode, 401)
  t.equal((await head(bearer(mint('access', { exp: 1 })))).statusCode, 401)
  t.equal((await head(bearer(mint()))).statusCode, 200)
})

t.test('401 comes before a query is validated and a body is read', async (t) => {
  const app = await build(t)
  const query = await app.inject({ url: '/films/v1/?no-such-parameter=1' })
  t.equal(query.json().code, 'token-missing')
  const body = await app.inject({
    method: 'POST',
    url: '/users/v1/logout',
    headers: { 'content-type': 'application/json' },
    payload: '{'
  })
  t.equal(body.json().code, 'token-missing')
})

t.test('what a token opens is for its bearer alone', async (t) => {
  const origin = 'https://holonet.example'
  const app = await build(t, { env: { CORS_ORIGINS: origin } })
  const { headers } = await app.inject({
    url: '/films/v1/',
    headers: { ...bearer(mint()), origin }
  })
  t.equal(headers['cache-control'], 'private, no-cache')
  const vary = String(headers.vary).split(', ')
  t.ok(vary.includes('Authorization'), 'varies by token')
  t.ok(vary.includes('Origin'), 'and still by origin')
})
