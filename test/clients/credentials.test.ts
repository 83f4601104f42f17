import t from 'tap'
import { readBasic } from '../../src/clients/basic-credentials.js'
import { refuseClient } from '../../src/clients/clients.js'
import { createUser, disable, logIn } from '../accounts/actors.js'
import { bearer, listen, mint, sendRaw } from '../helper.js'
import { assertProblem, parseRaw } from '../http/assert-problem.js'
import { basic, clientOf, post, startClient } from './client-app.js'

const base64 = (text: string) => Buffer.from(text).toString('base64')

t.test('Basic credentials are parsed as in RFC 7617', async (t) => {
  const read = { name: 'gateway', secret: 'a:b' }
  for (const scheme of ['Basic', 'basic', 'BASIC']) {
    t.strictSame(readBasic(`${scheme} ${base64('gateway:a:b')}`), read)
  }
  t.strictSame(readBasic(`Basic   ${base64('gateway:a:b')} `), read)
  t.strictSame(readBasic(`Basic ${base64('\ufeffgateway:é')}`), {
    name: '\ufeffgateway',
    secret: 'é'
  })
  t.strictSame(readBasic(`Basic ${base64('gateway:')}`), { name: 'gateway', secret: '' })
  for (const other of [undefined, '', 'Bearer a.b.c', 'Basically YTpi', 'Digest YTpi']) {
    t.equal(readBasic(other), null, String(other))
  }
  for (const bad of [
    'Basic',
    'Basic ',
    `Basic ${base64('gateway')}`,
    `Basic ${base64(':secret')}`,
    'Basic /w==',
    // Invalid UTF-8, invalid Base64, or not its canonical form, which would be a second encoding of
    // the same credentials.
    `Basic ${Buffer.from('gateway:s\xe9cret', 'latin1').toString('base64')}`,
    `Basic ${Buffer.from('gateway:s\xed\xa0\x80', 'latin1').toString('base64')}`,
    `Basic ${base64('gateway:secret').replace(/=+$/, '')}`,
    `Basic ${base64('gateway:secrets').replace('==', '').slice(0, -1)}x==`,
    `Basic ${base64('gateway:secret').slice(0, 4)} ${base64('gateway:secret').slice(4)}`,
    `Basic *${base64('gateway:secret')}`,
    'Basic Z2F0ZXdheTo_Pj8-'
  ])
    t.equal(readBasic(bad), 'unreadable', bad)
})

t.test('any wrong credential returns invalid_client', async (t) => {
  const { app, service, ask } = await startClient(t)
  const token = mint()
  const other = await clientOf(app, 'other')
  const wrong: Record<string, Record<string, string>> = {
    'another secret': basic(service.name, other.secret),
    'no secret': basic(service.name, ''),
    'another case': basic('Gateway', service.secret),
    'nobody has the name': basic('nobody', service.secret),
    'no name of a service': basic('a\u0000b', service.secret),
    'the hash as secret': basic(service.name, 'a'.repeat(64)),
    'no colon': { authorization: `Basic ${base64('gateway')}` }
  }
  for (const [name, headers] of Object.entries(wrong)) {
    const answer = await ask(token, headers)
    t.equal(answer.statusCode, 401, name)
    t.equal(answer.headers['www-authenticate'], 'Basic realm="starwars-api"')
    t.equal(answer.headers['cache-control'], 'no-store')
    t.strictSame(answer.json(), {
      error: 'invalid_client',
      error_description: 'The name or the secret of the client is wrong'
    })
  }
  t.equal(await refuseClient(app.db, service, app.clock()), null)
})

t.test('without credentials, the response names both schemes', async (t) => {
  const { ask } = await startClient(t)
  for (const headers of [{}, { authorization: 'Digest x' }] as Record<string, string>[]) {
    const answer = await ask(mint(), headers)
    assertProblem(t, answer, 'token-missing')
    t.equal(
      answer.headers['www-authenticate'],
      'Bearer realm="starwars-api", Basic realm="starwars-api"'
    )
  }
})

t.test('a bearer token must be a valid access token of an admin', async (t) => {
  const { app, ask } = await startClient(t)
  const { token, refresh_token } = await logIn(app, await createUser(app))
  assertProblem(t, await ask(token, bearer(token)), 'authorisation-required')
  assertProblem(t, await ask(token, bearer(refresh_token)), 'token-invalid')
  assertProblem(t, await ask(token, bearer('a.b.c')), 'token-invalid')
})

t.test('a bearer token must belong to a login of an enabled admin', async (t) => {
  const { app, ask } = await startClient(t)
  const admin = await createUser(app, { role: 'admin' })
  const { token } = await logIn(app, admin)
  const minted = { user_id: admin.id, access_role: 'admin' }
  assertProblem(t, await ask(token, bearer(mint('access', minted))), 'token-invalid')
  t.equal((await ask(token, bearer(token))).statusCode, 200)
  await disable(app, admin)
  assertProblem(t, await ask(token, bearer(token)), 'token-invalid')
})

t.test('two Authorization headers are rejected', async (t) => {
  const { server, port } = await listen(t)
  const { headers } = await clientOf(server)
  const admin = bearer(mint('access', { access_role: 'admin' }))
  for (const second of [headers, admin]) {
    const lines = [
      'POST /tokens/v1/introspect HTTP/1.1',
      'Host: x',
      'Connection: close',
      `Authorization: ${headers.authorization}`,
      `Authorization: ${second.authorization}`,
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 7',
      '',
      'token=a'
    ]
    assertProblem(t, parseRaw(await sendRaw(port, lines.join('\r\n'))), 'token-invalid')
  }
})

t.test('client credentials are accepted on no other route', async (t) => {
  const { app, service } = await startClient(t)
  for (const url of ['/films/v1/', '/users/v1/', '/users/v1/me']) {
    assertProblem(t, await app.inject({ url, headers: service.headers }), 'token-missing')
  }
  const revoked = await post(app, 'revoke', { headers: service.headers, body: 'token=x' })
  t.equal(revoked.statusCode, 200, 'a public route ignores them')
})
