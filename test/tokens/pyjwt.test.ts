import t from 'tap'
import { hs256, noon, secrets } from '../helper.js'
import { checkAccepted, present, serve } from './attempt.js'

/**
 * Tokens in the form of PyJWT (`json.dumps` with compact separators, `hmac`, unpadded base64url),
 * made in Python without PyJWT: no kid, no sid, claims in the order of a Python service. Valid from
 * five minutes before noon, for ten hours.
 */
const fixtures = [
  {
    name: 'access token, header in the older order',
    header: '{"typ":"JWT","alg":"HS256"}',
    token:
      'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJmYXRoYXQub3JnIiwiZXhwIjoxNzk1NDcwOTAwLCJpYXQiOjE3OTU0MzQ5MDAsInN1YiI6IjBiNWI5Y2Y0LTZjNWUtNGMwZS05YTUzLTVkMGIwZjZmMWMxMSIsImFjY2Vzc19yb2xlIjoiYmFzaWMiLCJ1c2VyX2lkIjo3LCJzdGFuZGFyZF9jbGFpbSI6dHJ1ZX0.HLirdXSpYP3l1iMnlNXCNnudHki3XS81Io60h3RWe2E',
    target: '/films/v1/'
  },
  {
    name: 'access token of an admin, header in the newer order',
    header: '{"alg":"HS256","typ":"JWT"}',
    token:
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJmYXRoYXQub3JnIiwiZXhwIjoxNzk1NDcwOTAwLCJpYXQiOjE3OTU0MzQ5MDAsInN1YiI6IjVhMGUyZjBjLTkzZDctNGI0My04YTVlLTBkOWEzYjFjMmQyMiIsImFjY2Vzc19yb2xlIjoiYWRtaW4iLCJ1c2VyX2lkIjo4LCJzdGFuZGFyZF9jbGFpbSI6dHJ1ZX0.epe-z6xEJtvBsI2wun6-NGK9wIdPT0OeInxtR0XRf44',
    target: '/admin-only'
  },
  {
    name: 'email token, its address escaped as Python does',
    header: '{"alg":"HS256","typ":"JWT"}',
    token:
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJmYXRoYXQub3JnIiwiZXhwIjoxNzk1NDcwOTAwLCJpYXQiOjE3OTU0MzQ5MDAsInN1YiI6ImUyYzRhNmI4LTFmM2QtNGU1YS1iYzdkLTlmMGUxZDJjM2IzMyIsImFjY2Vzc19yb2xlIjoiYmFzaWMiLCJ1c2VyX2lkIjo5LCJlbWFpbF9jbGFpbSI6InBhZG1cdTAwZTlAZXhhbXBsZS5vcmcifQ.i99HVE5I-NykDV-FHSAavu4wI6ehLbCKm47kvNm-CU8',
    target: '/takes-email'
  }
]

const textOf = (segment: string | undefined) =>
  Buffer.from(segment as string, 'base64url').toString()

t.test('the fixtures have the described form', async (t) => {
  for (const { name, header, token } of fixtures) {
    const [first, payload] = token.split('.')
    t.equal(textOf(first), header, name)
    t.match(
      textOf(payload),
      /^\{"iss":"[^ ]+","exp":\d+,"iat":\d+,"sub":"[^ ]+","access_role":"\w+","user_id":\d,"\w+":[^ ]+\}$/,
      name
    )
  }
})

t.test('tokens minted in Python are accepted', async (t) => {
  const { port } = await serve(t)
  await checkAccepted(t, port, fixtures)
})

t.test('a token minted in Python is revoked by its logout', async (t) => {
  const { port } = await serve(t)
  const [{ token }] = fixtures as [(typeof fixtures)[0]]
  await checkAccepted(t, port, [
    { name: 'logout', token, method: 'POST', target: '/users/v1/logout' }
  ])
  const { status, body } = await present(port, { name: 'afterwards', token })
  t.equal(status, 401)
  t.equal(body.code, 'token-invalid')
})

t.test(
  'tokens of this service decode in Python: three plain segments, an HMAC and compact JSON',
  async (t) => {
    const { server } = await serve(t)
    const token = server.tokens.issue({ kind: 'access', userId: 7, role: 'basic' })
    const [header, payload, signature, ...rest] = token.split('.')
    t.strictSame(rest, [])
    t.equal(signature, hs256(`${header}.${payload}`, secrets.access))
    t.match(JSON.parse(textOf(header)), { alg: 'HS256', typ: 'JWT' })
    t.match(JSON.parse(textOf(payload)), {
      iss: 'fathat.org',
      iat: noon,
      exp: noon + 36_000,
      user_id: 7,
      access_role: 'basic',
      standard_claim: true
    })
  }
)
