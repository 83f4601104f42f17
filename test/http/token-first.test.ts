import t from 'tap'
import { bearer, build, mint } from '../helper.js'
import { assertProblem } from './assert-problem.js'

const json = { 'content-type': 'application/json' }

/**
 * Requests with another error besides the token. The response without a token must not reveal it.
 */
const doublyWrong = {
  'an invalid query': { url: '/films/v1/?limit=0' },
  'an unknown parameter': { url: '/films/v1/?nonsense' },
  'an unknown film': { url: '/films/v1/999' },
  'a media type that cannot be made': { url: '/films/v1/', headers: { accept: 'text/html' } },
  'a validator that would match': { url: '/films/v1/', headers: { 'if-none-match': '*' } },
  'unreadable JSON': { method: 'POST', url: '/users/v1/logout', headers: json, payload: '{' },
  'too large a body': {
    method: 'POST',
    url: '/users/v1/logout',
    headers: json,
    payload: 'x'.repeat(100_000)
  },
  'a body of another type': {
    method: 'POST',
    url: '/users/v1/logout',
    headers: { 'content-type': 'text/plain' },
    payload: 'x'
  },
  'an unknown scope': { method: 'POST', url: '/users/v1/logout?scope=world' }
} as const

for (const [name, request] of Object.entries(doublyWrong)) {
  t.test(`without a token, ${name} returns 401 and no other error`, async (t) => {
    const server = await build(t)
    const headers = 'headers' in request ? request.headers : {}
    assertProblem(t, await server.inject({ ...request, headers }), 'token-missing')
    const forged = await server.inject({ ...request, headers: { ...headers, ...bearer('x') } })
    assertProblem(t, forged, 'token-invalid')
    const allowed = await server.inject({ ...request, headers: { ...headers, ...bearer(mint()) } })
    t.not(allowed.statusCode, 401, 'with a token')
    t.not(allowed.statusCode, 500, 'with a token')
  })
}

t.test('a token in the query string is ignored', async (t) => {
  const server = await build(t)
  for (const name of ['access_token', 'token', 'authorization', 'Authorization']) {
    assertProblem(t, await server.inject(`/films/v1/?${name}=${mint()}`), 'token-missing')
  }
})
