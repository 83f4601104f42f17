import t from 'tap'
import { collectRoutes, exampleOf } from './collect-routes.js'

/** Everything that anyone may call. Whoever opens a route writes it down here. */
const publicRoutes = [
  'GET /',
  'GET /healthz',
  'GET /openapi.json',
  'GET /openapi.yaml',
  'GET /problems/',
  'GET /problems/:code',
  'GET /readyz',
  'GET /ui',
  'GET /ui/json',
  'GET /ui/static/*',
  'GET /ui/static/index.html',
  'GET /ui/static/swagger-initializer.js',
  'GET /ui/yaml'
]
const withHead = publicRoutes.flatMap((name) => [name, name.replace('GET', 'HEAD')]).sort()

const namesOf = (routes: readonly { method: string | string[]; url: string }[]) =>
  routes.flatMap(({ method, url }) => [method].flat().map((name) => `${name} ${url}`)).sort()

t.test('these routes are public, and no other', async (t) => {
  const { routes } = await collectRoutes(t)
  t.strictSame(namesOf(routes.filter(({ config }) => config?.public)), withHead)
})

t.test('every other route answers 401 without a token', async (t) => {
  const { server, routes } = await collectRoutes(t)
  const secured = routes.filter(({ config }) => !config?.public)
  t.ok(secured.length >= 5)
  for (const { method, url } of secured) {
    for (const name of [method].flat() as ('GET' | 'POST')[]) {
      const answer = await server.inject({ method: name, url: exampleOf(url) })
      t.equal(answer.statusCode, 401, `${name} ${url}`)
      t.equal(answer.headers['www-authenticate'], 'Bearer realm="starwars-api"')
    }
  }
})

t.test('CORS adds the preflight, and no other', async (t) => {
  const { routes } = await collectRoutes(t, { CORS_ORIGINS: 'https://a.example' })
  const names = namesOf(routes.filter(({ config }) => config?.public))
  t.strictSame(names, [...withHead, 'OPTIONS *'].sort())
})

t.test('every public route answers without a token', async (t) => {
  const { server, routes } = await collectRoutes(t)
  for (const { url } of routes.filter(({ config }) => config?.public)) {
    const answer = await server.inject(exampleOf(url))
    // Swagger UI leads from its file to its page.
    t.equal(answer.statusCode, url.endsWith('/index.html') ? 302 : 200, url)
  }
})
