import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { bearer, build, claims, mint } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { collectRoutes } from '../http/collect-routes.js'

const type = 'application/x-www-form-urlencoded'

/**
 * A route that accepts tokens in forms, and one that accepts other forms. Each returns the user of
 * the token.
 */
function addRoutes(server: FastifyInstance) {
  const handler = async ({ tokenInfo }: { tokenInfo: { sub: string } | null }) => tokenInfo?.sub
  const forms = { takesForm: true, tokenInForm: true } as const
  server.post('/form', { config: { minimumRole: 'basic', ...forms } }, handler)
  server.post('/admin', { config: { minimumRole: 'admin', ...forms } }, handler)
  server.post('/plain', { config: { minimumRole: 'basic', takesForm: true } }, handler)
}

async function start(t: Parameters<typeof build>[0]) {
  const server = await build(t, { before: addRoutes })
  return (
    url: string,
    payload: string,
    headers: Record<string, string> = {},
    contentType: string = type
  ) =>
    server.inject({
      method: 'POST',
      url,
      headers: { 'content-type': contentType, ...headers },
      payload
    })
}

t.test('a form carries its token in the body', async (t) => {
  const post = await start(t)
  const { sub } = claims()
  const token = mint('access', { sub })
  const answer = await post('/form', `token=${token}`)
  t.equal(answer.statusCode, 200)
  t.equal(answer.body, sub)
  t.equal(answer.headers.vary, 'Authorization')
  for (const contentType of [`${type}; charset=UTF-8`, `${type} ;a=b`]) {
    t.equal((await post('/form', `token=${token}`, {}, contentType)).body, sub)
  }
})

t.test('a token in a form gets the same checks as in a header', async (t) => {
  const post = await start(t)
  for (const payload of ['a=b', 'token=', 'token', '=x']) {
    assertProblem(t, await post('/form', payload), 'token-missing')
  }
  const invalid = [
    'x',
    mint('refresh'),
    mint('access', { sub: 'x' }),
    `${mint()}x`,
    `Bearer ${mint()}`
  ]
  for (const token of invalid) {
    const payload = new URLSearchParams({ token }).toString()
    assertProblem(t, await post('/form', payload), 'token-invalid')
  }
  assertProblem(t, await post('/form', `token=${mint('access', { exp: 1 })}`), 'token-expired')
  assertProblem(t, await post('/form', `token=${mint()}&token=${mint()}`), 'validation-failed')
  assertProblem(t, await post('/admin', `token=${mint()}`), 'authorisation-required')
  const admin = mint('access', { access_role: 'admin' })
  t.equal((await post('/admin', `token=${admin}`)).statusCode, 200)
})

t.test('a revoked token in a form is rejected', async (t) => {
  const server = await build(t, { before: addRoutes })
  const token = mint()
  await server.inject({ method: 'POST', url: '/users/v1/logout', headers: bearer(token) })
  const answer = await server.inject({
    method: 'POST',
    url: '/form',
    headers: { 'content-type': type },
    payload: `token=${token}`
  })
  assertProblem(t, answer, 'token-invalid')
})

t.test('a token in two places is rejected', async (t) => {
  const post = await start(t)
  const payload = `token=${mint()}`
  assertProblem(t, await post('/form', payload, bearer(mint())), 'token-invalid')
  assertProblem(t, await post('/form', 'a=b', bearer(mint())), 'token-invalid')
})

t.test('tokens in other bodies and on other routes are ignored', async (t) => {
  const post = await start(t)
  const token = mint()
  assertProblem(t, await post('/plain', `token=${token}`), 'token-missing')
  assertProblem(
    t,
    await post('/form', JSON.stringify({ token }), {}, 'application/json'),
    'token-missing'
  )
  for (const contentType of ['text/plain', 'multipart/form-data; boundary=x', `x${type}`, 'a/b']) {
    assertProblem(t, await post('/form', `token=${token}`, {}, contentType), 'token-missing')
  }
  t.equal((await post('/plain', `token=x`, bearer(token))).statusCode, 200)
  t.equal((await post('/form', '{}', bearer(token), 'application/json')).statusCode, 200)
})

t.test('exactly these routes accept tokens in forms', async (t) => {
  const { routes } = await collectRoutes(t)
  const names = routes
    .filter(({ config }) => config?.tokenInForm)
    .map(({ method, url }) => `${method} ${url}`)
  t.strictSame(names.sort(), [
    'POST /users/v1/email_verification',
    'POST /users/v1/password_change'
  ])
})
