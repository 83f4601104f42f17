import t from 'tap'
import { build, listen, sendRaw } from '../helper.js'
import { assertProblem, parseRaw } from './assert-problem.js'
import { collectRoutes, exampleOf } from './collect-routes.js'

/** No URL supports all of these methods. */
const others = ['DELETE', 'PUT', 'OPTIONS'] as const

t.test('every URL returns 405 with Allow for an unsupported method', async (t) => {
  const { server, routes } = await collectRoutes(t)
  const methodsOf = new Map<string, Set<string>>()
  for (const { url, method } of routes) {
    const methods = methodsOf.get(url) ?? new Set()
    for (const name of [method].flat()) methods.add(name)
    methodsOf.set(url, methods)
  }
  t.ok(methodsOf.size > 10)
  for (const [pattern, methods] of methodsOf) {
    const [method = 'PUT'] = others.filter((name) => !methods.has(name))
    const answer = await server.inject({ method, url: exampleOf(pattern) })
    const { detail } = assertProblem(t, answer, 'method-not-allowed')
    const allow = [...methods].sort().join(', ')
    t.equal(answer.headers.allow, allow, `Allow of ${pattern}`)
    t.equal(detail, `This URL does not support ${method}; allowed: ${allow}`)
  }
})

const urls = {
  '/films/v1/': 'GET, HEAD',
  '/films/v1': 'GET, HEAD',
  '/films/v1/?limit=nonsense': 'GET, HEAD',
  '/films/v1/1': 'GET, HEAD',
  '/films/v1/1/': 'GET, HEAD',
  '/films/v1/999': 'GET, HEAD',
  '/users/v1/logout': 'POST',
  '/users/v1/logout/': 'POST'
}
const methods = ['OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'M-SEARCH', 'PURGE']

t.test('unusual methods return 405 with Allow, without a token', async (t) => {
  const { port } = await listen(t)
  for (const [url, allow] of Object.entries(urls)) {
    for (const method of methods) {
      const head = `${method} ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
      const answer = parseRaw(await sendRaw(port, head))
      assertProblem(t, answer, 'method-not-allowed')
      t.equal(answer.headers.allow, allow, `Allow of ${url} to ${method}`)
    }
  }
})

t.test('GET and HEAD of the logout return 405', async (t) => {
  const server = await build(t)
  for (const method of ['GET', 'HEAD'] as const) {
    const answer = await server.inject({ method, url: '/users/v1/logout' })
    t.equal(answer.statusCode, 405)
    t.equal(answer.headers.allow, 'POST')
  }
})

t.test('the body of an unsupported method is not read', async (t) => {
  const server = await build(t)
  const answer = await server.inject({
    method: 'PUT',
    url: '/films/v1/1',
    headers: { 'content-type': 'text/plain' },
    payload: 'x'.repeat(100_000)
  })
  assertProblem(t, answer, 'method-not-allowed')
})

t.test('Allow includes routes that a deployment adds', async (t) => {
  const server = await build(t, {
    before(server) {
      const config = { public: true } as const
      server.get('/mine', { config }, async () => 'mine')
      server.route({ method: ['PUT', 'PATCH'], url: '/mine', config, handler: async () => 'mine' })
    }
  })
  const answer = await server.inject({ method: 'POST', url: '/mine/' })
  t.equal(answer.headers.allow, 'GET, HEAD, PATCH, PUT')
})
