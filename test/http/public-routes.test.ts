import t from 'tap'
import { collectRoutes, exampleOf } from './collect-routes.js'

/** All public routes. A new public route must be added here. */
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
  'GET /ui/yaml',
  'GET /users/v1/email_verification',
  'GET /users/v1/password_change',
  'GET /web/*',
  'POST /tokens/v1/revoke',
  'POST /users/v1/email_verification/resend',
  'POST /users/v1/login',
  'POST /users/v1/password_forgotten',
  'POST /users/v1/signup'
]
const withHead = publicRoutes
  .flatMap((name) => (name.startsWith('GET') ? [name, name.replace('GET', 'HEAD')] : name))
  .sort()

const namesOf = (routes: readonly { method: string | string[]; url: string }[]) =>
  routes.flatMap(({ method, url }) => [method].flat().map((name) => `${name} ${url}`)).sort()

t.test('exactly these routes are public', async (t) => {
  const { routes } = await collectRoutes(t)
  t.strictSame(namesOf(routes.filter(({ config }) => config?.public)), withHead)
})

t.test('every other route returns 401 without a token', async (t) => {
  const { server, routes } = await collectRoutes(t)
  const secured = routes.filter(({ config }) => !config?.public)
  t.ok(secured.length >= 5)
  for (const { method, url } of secured) {
    for (const name of [method].flat() as ('GET' | 'POST')[]) {
      const answer = await server.inject({ method: name, url: exampleOf(url) })
      t.equal(answer.statusCode, 401, `${name} ${url}`)
      const bearer = 'Bearer realm="starwars-api"'
      // Clients authenticate with their own credentials on this route.
      const also = url === '/tokens/v1/introspect' ? ', Basic realm="starwars-api"' : ''
      t.equal(answer.headers['www-authenticate'], bearer + also, `${name} ${url}`)
    }
  }
})

t.test('CORS adds only the preflight route', async (t) => {
  const { routes } = await collectRoutes(t, { CORS_ORIGINS: 'https://a.example' })
  const names = namesOf(routes.filter(({ config }) => config?.public))
  t.strictSame(names, [...withHead, 'OPTIONS *'].sort())
})

t.test('every public route works without a token', async (t) => {
  const { server, routes } = await collectRoutes(t)
  for (const { method, url, schema } of routes.filter(({ config }) => config?.public)) {
    const wantsInput = Boolean(schema?.body ?? schema?.querystring)
    // Swagger UI redirects from its file to its page. The page of the tests has no files.
    const unusual = { '/ui/static/index.html': 302, '/web/*': 404 }[url]
    const expected = unusual ?? (wantsInput ? 400 : 200)
    for (const name of [method].flat() as ('GET' | 'HEAD' | 'POST')[]) {
      const answer = await server.inject({ method: name, url: exampleOf(url) })
      t.equal(answer.statusCode, expected, `${name} ${url}`)
    }
  }
})
