import t from 'tap'
import type { TokenRequest } from '../../src/tokens/issue.js'
import { bearer, build, hs256, noon, secrets } from '../helper.js'
import { checkAccepted, serve } from './attempt.js'

const sid = 'b1946ac9-2d4d-4c3a-9e1f-0a9d5a1f7c55'
const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const always = ['access_role', 'exp', 'iat', 'iss', 'sub', 'user_id']

const requests: { request: TokenRequest; kid: string; hours: number; own: string[] }[] = [
  {
    request: { kind: 'access', userId: 7, role: 'admin', sid },
    kid: 'Rc2Vz88o',
    hours: 10,
    own: ['sid', 'standard_claim']
  },
  {
    request: { kind: 'refresh', userId: 7, role: 'admin', sid },
    kid: 'mx-YaiQy',
    hours: 24,
    own: ['refresh_claim', 'sid']
  },
  {
    request: { kind: 'email', userId: 7, role: 'admin', email: 'rey@example.org' },
    kid: 'ePuhj5v6',
    hours: 1,
    own: ['email_claim']
  },
  {
    request: { kind: 'password', userId: 7, role: 'admin' },
    kid: 'c6xoQSdZ',
    hours: 1,
    own: ['password_claim']
  }
]

function open(token: string) {
  const [header, payload, signature] = token.split('.') as [string, string, string]
  const read = (segment: string) => JSON.parse(Buffer.from(segment, 'base64url').toString())
  return { header: read(header), payload: read(payload), input: `${header}.${payload}`, signature }
}

t.test('each kind of token follows the contract, and is accepted on its routes', async (t) => {
  const { server, port } = await serve(t)
  for (const { request, kid, hours, own } of requests) {
    const { kind } = request
    const token = server.tokens.issue(request)
    const { header, payload, input, signature } = open(token)
    t.strictSame(header, { alg: 'HS256', typ: 'JWT', kid }, `${kind}: header`)
    t.strictSame(Object.keys(header), ['alg', 'typ', 'kid'], `${kind}: order of the header`)
    t.equal(signature, hs256(input, secrets[kind]), `${kind}: signature`)
    t.strictSame(Object.keys(payload).sort(), [...always, ...own].sort(), `${kind}: claims`)
    t.match(payload, { iss: 'fathat.org', iat: noon, user_id: 7, access_role: 'admin' })
    t.equal(payload.exp, noon + hours * 3600, `${kind}: lifetime`)
    t.match(payload.sub, uuidV4, `${kind}: sub`)
    await checkAccepted(t, port, [{ name: kind, token, target: `/takes-${kind}` }])
  }
})

t.test('access and refresh tokens contain no personal data', async (t) => {
  const { server } = await serve(t)
  for (const { request } of requests.slice(0, 2)) {
    const { payload } = open(server.tokens.issue(request))
    t.notMatch(JSON.stringify(payload), '@')
    t.throws(() => server.tokens.issue({ ...request, email: 'rey@example.org' }))
  }
})

t.test('every token has its own id', async (t) => {
  const { server } = await serve(t)
  const subs = Array.from({ length: 500 }, () => {
    const token = server.tokens.issue({ kind: 'access', userId: 7, role: 'basic', sid })
    return open(token).payload.sub
  })
  t.equal(new Set(subs).size, 500)
})

t.test('the issuer and lifetimes come from the settings', async (t) => {
  const env = {
    JWT_ISSUER: 'naboo.example',
    JWT_ACCESS_HOURS: '0.5',
    JWT_REFRESH_HOURS: '48',
    JWT_EMAIL_HOURS: '2',
    JWT_PASSWORD_HOURS: '3'
  }
  const app = await build(t, { env, clock: () => noon })
  const lives = requests.map(({ request }) => {
    const { payload } = open(app.tokens.issue(request))
    t.equal(payload.iss, 'naboo.example')
    return (payload.exp - noon) / 3600
  })
  t.strictSame(lives, [0.5, 48, 2, 3])
})

t.test('a token of another issuer is rejected', async (t) => {
  const naboo = await build(t, { env: { JWT_ISSUER: 'naboo.example' } })
  const app = await build(t)
  const headers = bearer(naboo.tokens.issue({ kind: 'access', userId: 1, role: 'basic' }))
  t.equal((await naboo.inject({ url: '/films/v1/', headers })).statusCode, 200)
  const refused = await app.inject({ url: '/films/v1/', headers })
  t.equal(refused.statusCode, 401)
  t.equal(refused.json().code, 'token-invalid')
})

t.test('iat is a whole number of seconds', async (t) => {
  const app = await build(t, { clock: () => noon + 0.999 })
  const { payload } = open(app.tokens.issue({ kind: 'access', userId: 1, role: 'basic' }))
  t.equal(payload.iat, noon)
  t.equal(payload.exp, noon + 36_000)
})
