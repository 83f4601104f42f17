import t from 'tap'
import { bearer, build, mint } from '../helper.js'

const urls = [
  '/films/v1',
  '/films/v1/1',
  '/healthz',
  '/readyz',
  '/problems',
  '/problems/not-found',
  '/openapi.json',
  '/openapi.yaml',
  '/ui'
]

for (const url of urls) {
  t.test(`${url} works with and without a trailing slash, without a redirect`, async (t) => {
    const server = await build(t)
    for (const form of [url, `${url}/`]) {
      for (const method of ['GET', 'HEAD'] as const) {
        const answer = await server.inject({ method, url: form, headers: bearer(mint()) })
        t.equal(answer.statusCode, 200, `${method} ${form}`)
        t.notOk(answer.headers.location)
      }
    }
  })
}

t.test('the logout works with and without a trailing slash', async (t) => {
  const server = await build(t)
  for (const url of ['/users/v1/logout', '/users/v1/logout/', '/users/v1/logout/?scope=local']) {
    const answer = await server.inject({ method: 'POST', url, headers: bearer(mint()) })
    t.equal(answer.statusCode, 200, url)
  }
})

t.test('the Host and forwarded headers do not change links', async (t) => {
  const server = await build(t)
  for (const headers of [
    { host: 'elsewhere.example' },
    { 'x-forwarded-host': 'elsewhere.example', 'x-forwarded-proto': 'https' },
    { forwarded: 'host=elsewhere.example;proto=https' }
  ]) {
    const answer = await server.inject({
      url: '/films/v1/1',
      headers: { ...headers, ...bearer(mint()) }
    })
    t.equal(answer.json().url, '/films/v1/1')
  }
})
