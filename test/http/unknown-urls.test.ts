import t from 'tap'
import { bearer, build, mint } from '../helper.js'
import { assertProblem } from './assert-problem.js'

const unknown = [
  '/nothing',
  '/films',
  '/films/v2/',
  '/FILMS/v1/',
  '//films/v1/',
  '/films/v1/1/characters',
  '/users/v2',
  '/users/v1/logout/now',
  '/problems/a/b',
  '/ui/nothing',
  '/ui/static/nothing',
  '/ui/static/../../package.json',
  '/ui/static/%2e%2e/%2e%2e/package.json',
  '/ui/static/%00',
  '/.env',
  '/metrics'
]

for (const url of unknown) {
  t.test(`${url} returns 404 without a token`, async (t) => {
    const server = await build(t)
    assertProblem(t, await server.inject(url), 'not-found')
    const head = await server.inject({ method: 'HEAD', url })
    t.equal(head.statusCode, 404)
    t.equal(head.body, '')
  })
}

t.test('an unknown URL returns 404 with any token, method or body', async (t) => {
  const server = await build(t)
  for (const authorization of [bearer(mint()).authorization, 'Bearer forged', 'Basic eDp5']) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      const answer = await server.inject({
        method,
        url: '/nothing',
        headers: { authorization, ...(method === 'POST' && { 'content-type': 'text/plain' }) },
        ...(method === 'POST' && { payload: 'x'.repeat(100_000) })
      })
      assertProblem(t, answer, 'not-found')
    }
  }
})

t.test('the detail of a 404 names the OpenAPI document', async (t) => {
  const server = await build(t)
  t.match((await server.inject('/nothing')).json().detail, '/openapi.json')
})
