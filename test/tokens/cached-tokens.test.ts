import t, { type Test } from 'tap'
import { bearer, build, mint, noon } from '../helper.js'
import { access } from './made-tokens.js'

const sid = 'b1946ac9-2d4d-4c3a-9e1f-0a9d5a1f7c55'

/** The service with an adjustable clock, and its result for a token. */
async function serviceAt(t: Test) {
  const time = { now: noon }
  const app = await build(t, {
    clock: () => time.now,
    before: (server) => {
      server.get('/admin-only', { config: { minimumRole: 'admin' } }, async () => ({}))
    }
  })
  const ask = async (token: string, url = '/films/v1/') => {
    const answer = await app.inject({ url, headers: bearer(token) })
    return answer.statusCode === 200 ? 'ok' : answer.json().code
  }
  const logout = (token: string) =>
    app.inject({ method: 'POST', url: '/users/v1/logout', headers: bearer(token) })
  return { time, ask, logout }
}

t.test('a cached token is rejected once it is revoked', async (t) => {
  const { ask, logout } = await serviceAt(t)
  const token = access()
  t.strictSame([await ask(token), await ask(token)], ['ok', 'ok'])
  t.equal((await logout(token)).statusCode, 200)
  t.strictSame([await ask(token), await ask(token)], ['token-invalid', 'token-invalid'])
  t.equal((await logout(token)).statusCode, 401)
})

t.test('all tokens of a revoked session are rejected, cached or not', async (t) => {
  const { ask, logout } = await serviceAt(t)
  const tokens = [access({ sid }), access({ sid })] as const
  for (const token of tokens) t.equal(await ask(token), 'ok')
  await logout(mint('refresh', { sid }, noon))
  for (const token of [...tokens, access({ sid })]) t.equal(await ask(token), 'token-invalid')
  t.equal(await ask(access()), 'ok')
})

t.test('a cached token expires exactly at exp', async (t) => {
  const { time, ask } = await serviceAt(t)
  const token = access({ exp: noon + 10 })
  t.equal(await ask(token), 'ok')
  time.now = noon + 9.99
  t.equal(await ask(token), 'ok')
  time.now = noon + 10
  t.equal(await ask(token), 'token-expired')
})

t.test('a cached token is still checked for its role and kind', async (t) => {
  const { ask, logout } = await serviceAt(t)
  const token = access()
  t.equal(await ask(token), 'ok')
  t.equal(await ask(token, '/admin-only'), 'authorisation-required')
  const refresh = mint('refresh', { access_role: 'admin' }, noon)
  t.equal(await ask(refresh, '/admin-only'), 'token-invalid')
  await logout(refresh)
  t.equal(await ask(refresh), 'token-invalid')
})

t.test('a forged payload with the signature of a cached token is rejected', async (t) => {
  const { ask } = await serviceAt(t)
  const token = access()
  t.equal(await ask(token), 'ok')
  const [header, , signature] = token.split('.')
  const [, payload] = access({ access_role: 'admin' }).split('.')
  t.equal(await ask(`${header}.${payload}.${signature}`), 'token-invalid')
})
