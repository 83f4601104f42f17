import type { FastifyInstance, RouteOptions } from 'fastify'
import t from 'tap'
import { bearer, build, mint } from '../helper.js'

const handler = async () => 'never'

const misdeclared: Record<string, RouteOptions['config']> = {
  nothing: undefined,
  'an empty config': {},
  'only the kinds of token': { tokenKinds: ['refresh'] },
  both: { public: true, minimumRole: 'basic' }
}

for (const [what, config] of Object.entries(misdeclared)) {
  t.test(`a route that declares ${what} stops the start, by method and path`, async (t) => {
    const before = (server: FastifyInstance) =>
      void server.route({ method: 'PUT', url: '/careless/:id', ...(config && { config }), handler })
    await t.rejects(build(t, { before }), {
      message: /Route PUT \/careless\/:id must declare .*minimumRole.*public/
    })
  })
}

t.test('an undeclared route in a nested scope stops the start', async (t) => {
  const before = (server: FastifyInstance) =>
    void server.register(
      async (scope) => {
        scope.get('/careless', handler)
      },
      { prefix: '/deep' }
    )
  await t.rejects(build(t, { before }), { message: /Route GET \/deep\/careless must declare/ })
})

t.test('HEAD inherits the declaration of the route', async (t) => {
  const server = await build(t, {
    before(server) {
      server.get('/for-admins', { config: { minimumRole: 'admin' } }, async () => 'secret')
    }
  })
  const head = async (headers: Record<string, string>) =>
    (await server.inject({ method: 'HEAD', url: '/for-admins', headers })).statusCode
  t.equal(await head({}), 401)
  t.equal(await head(bearer(mint())), 401)
  t.equal(await head(bearer(mint('refresh', { access_role: 'admin' }))), 401)
  t.equal(await head(bearer(mint('access', { access_role: 'admin' }))), 200)
})

t.test('a public route ignores any token', async (t) => {
  const server = await build(t, {
    before(server) {
      server.get('/open', { config: { public: true } }, async ({ tokenInfo }) => ({ tokenInfo }))
    }
  })
  for (const headers of [{}, bearer(mint()), bearer('forged'), bearer(mint('email'))]) {
    const answer = await server.inject({ url: '/open', headers })
    t.equal(answer.statusCode, 200)
    t.equal(answer.json().tokenInfo, null)
    t.notHas(answer.headers, { 'cache-control': 'private, no-cache' })
  }
})
