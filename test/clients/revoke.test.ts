import { randomUUID } from 'node:crypto'
import t from 'tap'
import { createUser, logIn, opensFilms, refresh } from '../accounts/actors.js'
import { eventsAbout } from '../accounts/admin/admins.js'
import { rey, start } from '../accounts/flows.js'
import { bearer, build, defaultRedisTimeout, mint } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { startRedis } from '../redis-server.js'
import { inEveryCombination } from '../stores.js'
import { askersOf, post, startClient } from './client-app.js'

inEveryCombination(
  'revoking any token of a session ends it on every instance',
  async (t, stores) => {
    const [first, ...others] = await stores.buildAll()
    const { app, revoke, ask } = await askersOf(first)
    for (const kind of ['token', 'refresh_token'] as const) {
      const tokens = await logIn(app, await createUser(app))
      const answer = await revoke(tokens[kind])
      t.strictSame([answer.statusCode, answer.json()], [200, { status: 'ok' }], kind)
      t.equal(answer.headers['cache-control'], 'no-store')
      for (const instance of [app, ...others]) {
        t.notOk(await opensFilms(instance, tokens.token))
        assertProblem(t, await refresh(instance, tokens.refresh_token), 'token-invalid')
      }
      for (const token of [tokens.token, tokens.refresh_token]) {
        t.strictSame((await ask(token)).json(), { active: false })
      }
    }
  }
)

t.test('revoking an exchanged refresh token ends its session', async (t) => {
  const { app, revoke } = await startClient(t)
  const { refresh_token } = await logIn(app, await createUser(app))
  const successor = (await refresh(app, refresh_token)).json()
  t.equal((await revoke(refresh_token)).statusCode, 200)
  assertProblem(t, await refresh(app, refresh_token), 'token-invalid')
  t.notOk(await opensFilms(app, successor.token))
})

t.test('a token without a known session revokes only itself', async (t) => {
  const { app, revoke } = await startClient(t)
  const tokens = [mint(), mint('access', { sid: randomUUID(), user_id: 4711 })]
  const other = mint()
  for (const token of tokens) {
    t.ok(await opensFilms(app, token))
    await revoke(token)
    t.notOk(await opensFilms(app, token))
  }
  t.ok(await opensFilms(app, other))
})

inEveryCombination('a token with an extremely late exp is revoked', async (t, stores) => {
  const { app, revoke } = await askersOf(await stores.build())
  for (const claims of [{ exp: 9.3e18 }, { exp: 1e300, sid: randomUUID() }]) {
    const token = mint('access', claims)
    t.ok(await opensFilms(app, token))
    t.equal((await revoke(token)).statusCode, 200)
    t.notOk(await opensFilms(app, token))
  }
})

t.test('a mailed token can be revoked', async (t) => {
  const { app, revoke } = await startClient(t, {
    before: (server) => {
      for (const kind of ['email', 'password'] as const) {
        const config = { minimumRole: 'basic', tokenKinds: [kind] } as const
        server.get(`/takes-${kind}`, { config }, async () => ({}))
      }
    }
  })
  for (const kind of ['email', 'password'] as const) {
    const call = { url: `/takes-${kind}`, headers: bearer(mint(kind)) }
    t.equal((await app.inject(call)).statusCode, 200)
    await revoke(call.headers.authorization.slice(7))
    assertProblem(t, await app.inject(call), 'token-invalid')
  }
})

t.test('the page of a revoked mailed token returns 401', async (t) => {
  const { server, post: send, makeAccount, lastTokenTo } = await start(t)
  const { revoke } = await askersOf(server)
  await makeAccount()
  await send('password_forgotten', { email: rey })
  const token = lastTokenTo(rey)
  const open = () => server.inject(`/users/v1/password_change?token=${token}`)
  t.equal((await open()).statusCode, 200)
  await revoke(token)
  t.equal((await open()).statusCode, 401)
})

t.test('an invalid or already revoked token returns the same response', async (t) => {
  const { app, revoke } = await startClient(t)
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  await revoke(token)
  const known = await eventsAbout(app, user)
  t.match(known.at(-1), { type: 'logout', detail: '{"by":"revocation","kind":"access"}' })
  for (const dead of [
    token,
    mint('access', { exp: 1 }),
    'garbage',
    '\u0000',
    '%',
    'a'.repeat(9000)
  ]) {
    const answer = await revoke(dead)
    t.strictSame([answer.statusCode, answer.json()], [200, { status: 'ok' }])
  }
  t.strictSame(await eventsAbout(app, user), known, 'no event is recorded')
})

t.test('revocation is rate-limited for each address', async (t) => {
  const { revoke } = await startClient(t, {
    env: { RATE_LIMIT: 'on', RATE_LIMIT_ADDRESS_PER_MINUTE: '2' }
  })
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await revoke('garbage')).statusCode)
  t.strictSame(statuses, [200, 200, 429])
})

t.test('a repeated request for an unpublished revocation returns 503 again', async (t) => {
  const redis = await startRedis(t)
  const { app, revoke } = await startClient(t, {
    env: { ...defaultRedisTimeout, REDIS_URL: redis.url, REDIS_WAIT_REPLICAS: '1' }
  })
  for (const token of [mint(), (await logIn(app, await createUser(app))).token]) {
    assertProblem(t, await revoke(token), 'service-unavailable')
    assertProblem(t, await revoke(token), 'service-unavailable')
  }
})

t.test('requests fail while the set is unreachable', async (t) => {
  const redis = await startRedis(t)
  const { app, ask, revoke } = await startClient(t, { env: { REDIS_URL: redis.url } })
  const { token } = await logIn(app, await createUser(app))
  await redis.kill()
  assertProblem(t, await ask(token), 'service-unavailable')
  assertProblem(t, await revoke(token), 'service-unavailable')
  const off = await build(t, { env: { RATE_LIMIT: 'off' } })
  off.revocation.publish = async () => {
    throw new Error('cannot be reached')
  }
  t.equal((await post(off, 'revoke', { body: `token=${mint()}` })).statusCode, 500)
})
