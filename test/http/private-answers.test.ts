import t from 'tap'
import { bearer, build, mint } from '../helper.js'

const token = bearer(mint())

const one = 'Authorization'
/** A list has two media types, and is large enough to be compressed. */
const list = 'Authorization, Accept, Accept-Encoding'

const secured = [
  { url: '/films/v1/', headers: token, status: 200, vary: list },
  { url: '/films/v1/?limit=1', headers: token, status: 200, vary: 'Authorization, Accept' },
  { url: '/films/v1/?format=json&limit=1', headers: token, status: 200, vary: one },
  { url: '/films/v1/1', headers: token, status: 200, vary: one },
  { method: 'HEAD', url: '/films/v1/1', headers: token, status: 200, vary: one },
  { url: '/films/v1/', headers: { ...token, 'if-none-match': '*' }, status: 304, vary: list },
  { url: '/films/v1/1', headers: { ...token, 'if-none-match': '*' }, status: 304, vary: one },
  { url: '/films/v1/999', headers: token, status: 404, vary: one },
  { url: '/films/v1/?limit=0', headers: token, status: 400, vary: one }
] as const

for (const { status, vary, ...request } of secured) {
  t.test(`${status} of ${request.url} is private to its caller`, async (t) => {
    const answer = await (await build(t)).inject(request)
    t.equal(answer.statusCode, status)
    t.equal(answer.headers['cache-control'], 'private, no-cache')
    t.equal(answer.headers.vary, vary)
  })
}

t.test('a logout response is not cached', async (t) => {
  const server = await build(t)
  const answer = await server.inject({ method: 'POST', url: '/users/v1/logout', headers: token })
  t.equal(answer.statusCode, 200)
  t.match(answer.headers['cache-control'], /private|no-store/)
})

t.test('a 401 has no Cache-Control', async (t) => {
  const answer = await (await build(t)).inject('/films/v1/')
  t.equal(answer.headers['cache-control'], undefined)
})
