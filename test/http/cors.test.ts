import t from 'tap'
import { bearer, build, mint } from '../helper.js'
import { assertProblem } from './assert-problem.js'

const ours = 'https://a.example'
const env = { CORS_ORIGINS: ` ${ours} ,https://b.example:8443` }
const exposed = [
  'ETag',
  'WWW-Authenticate',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'X-Request-Id'
]
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

const listIn = (header: unknown) => String(header).split(/,\s*/)
const corsHeaders = (headers: object) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'))

t.test('CORS is disabled without CORS_ORIGINS', async (t) => {
  const server = await build(t)
  const headers = { origin: ours, 'access-control-request-method': 'GET' }
  const preflight = await server.inject({ method: 'OPTIONS', url: '/films/v1/', headers })
  assertProblem(t, preflight, 'method-not-allowed')
  const answer = await server.inject({
    url: '/films/v1/',
    headers: { origin: ours, ...bearer(mint()) }
  })
  for (const { headers } of [preflight, answer]) {
    t.strictSame(corsHeaders(headers), [])
    t.notMatch(headers.vary, 'Origin')
  }
})

t.test('a preflight returns before authentication', async (t) => {
  const server = await build(t, { env })
  for (const url of ['/films/v1/', '/films/v1/1', '/users/v1/logout', '/healthz']) {
    for (const method of methods) {
      const answer = await server.inject({
        method: 'OPTIONS',
        url,
        headers: {
          origin: ours,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization, content-type'
        }
      })
      t.equal(answer.statusCode, 204, `${method} ${url}`)
      t.equal(answer.body, '')
      t.equal(answer.headers['access-control-allow-origin'], ours)
      t.strictSame(listIn(answer.headers['access-control-allow-methods']), methods)
      t.strictSame(listIn(answer.headers['access-control-allow-headers']), [
        'authorization',
        'content-type'
      ])
      t.notOk(answer.headers['access-control-allow-credentials'])
      t.ok(listIn(answer.headers.vary).includes('Origin'))
    }
  }
})

const answers = {
  'a secured answer': { url: '/films/v1/', headers: bearer(mint()), status: 200 },
  'a 304': { url: '/films/v1/', headers: { ...bearer(mint()), 'if-none-match': '*' }, status: 304 },
  'a public answer': { url: '/healthz', headers: {}, status: 200 },
  'a page': { url: '/problems/', headers: {}, status: 200 },
  'no token': { url: '/films/v1/', headers: {}, status: 401 },
  'a forged token': { url: '/films/v1/', headers: bearer('x'), status: 401 },
  'an invalid query': { url: '/films/v1/?limit=0', headers: bearer(mint()), status: 400 },
  'an unknown film': { url: '/films/v1/999', headers: bearer(mint()), status: 404 },
  'an unknown URL': { url: '/nothing', headers: {}, status: 404 }
}

for (const [name, { url, headers, status }] of Object.entries(answers)) {
  t.test(`a page of a listed origin may read ${name}`, async (t) => {
    const server = await build(t, { env })
    for (const origin of [ours, 'https://b.example:8443']) {
      const answer = await server.inject({ url, headers: { ...headers, origin } })
      t.equal(answer.statusCode, status)
      t.equal(answer.headers['access-control-allow-origin'], origin)
      t.strictSame(listIn(answer.headers['access-control-expose-headers']), exposed)
      t.ok(listIn(answer.headers.vary).includes('Origin'))
    }
  })
  t.test(`a page of another origin may not read ${name}`, async (t) => {
    const server = await build(t, { env })
    const others = ['https://evil.example', 'http://a.example', `${ours}.evil.example`, 'null']
    for (const origin of others) {
      const answer = await server.inject({ url, headers: { ...headers, origin } })
      t.equal(answer.statusCode, status)
      t.equal(answer.headers['access-control-allow-origin'], undefined)
      t.ok(listIn(answer.headers.vary).includes('Origin'), 'caches distinguish the origins')
    }
  })
}

t.test('secured responses vary by origin and by caller', async (t) => {
  const server = await build(t, { env })
  for (const ifNoneMatch of [undefined, '*']) {
    const answer = await server.inject({
      url: '/films/v1/',
      headers: {
        origin: ours,
        ...bearer(mint()),
        ...(ifNoneMatch && { 'if-none-match': ifNoneMatch })
      }
    })
    t.strictSame(listIn(answer.headers.vary).sort(), [
      'Accept',
      'Accept-Encoding',
      'Authorization',
      'Origin'
    ])
  }
})

t.test('CORS does not change the 404 and 405 responses of other methods', async (t) => {
  const server = await build(t, { env })
  const answer = await server.inject({ method: 'PATCH', url: '/films/v1/' })
  t.equal(answer.headers.allow, 'GET, HEAD')
  assertProblem(t, await server.inject('/nothing'), 'not-found')
})
