import { randomUUID } from 'node:crypto'
import t from 'tap'
import { introspect, verdictOn } from '../../src/clients/introspect.js'
import { claimsOf, createUser, disable, logIn, logOut, refresh } from '../accounts/actors.js'
import { adminOf } from '../accounts/admin/admins.js'
import { bearer, forge, mint, noon, secrets } from '../helper.js'
import { startClient } from './client-app.js'

t.test('a live token returns its claims only', async (t) => {
  const { app, ask } = await startClient(t)
  const tokens = await logIn(app, await createUser(app))
  const access = await ask(tokens.token)
  t.equal(access.statusCode, 200)
  t.equal(access.headers['cache-control'], 'no-store')
  const { standard_claim, ...claims } = claimsOf(tokens.token)
  t.strictSame(access.json(), {
    active: true,
    kind: 'access',
    scope: 'basic',
    token_type: 'Bearer',
    ...claims
  })
  const { refresh_claim, ...more } = claimsOf(tokens.refresh_token)
  t.strictSame((await ask(tokens.refresh_token)).json(), {
    active: true,
    kind: 'refresh',
    scope: 'basic',
    ...more
  })
})

t.test('a token minted elsewhere is active', async (t) => {
  const { ask } = await startClient(t)
  const answer = (await ask(mint('access', { user_id: 4711, access_role: 'admin' }))).json()
  t.match(answer, { active: true, scope: 'admin', user_id: 4711 })
  t.notHas(answer, { sid: String })
  const ofNoSession = (await ask(mint('refresh', { user_id: 4711 }))).json()
  t.match(ofNoSession, { active: true, kind: 'refresh' }, 'without a session there is no rotation')
})

t.test('an admin may introspect, and introspection changes nothing', async (t) => {
  const { app, ask } = await startClient(t)
  const { token } = await adminOf(app)
  for (let i = 0; i < 2; i++) t.match((await ask(token, bearer(token))).json(), { active: true })
})

t.test('any other token returns only that it is not active', async (t) => {
  let now = noon
  const { app, ask } = await startClient(t, { clock: () => now, env: { SESSIONS: 'multiple' } })
  const session = async () => logIn(app, await createUser(app))

  const ended = await session()
  await logOut(app, ended.token)
  const rotated = await session()
  const newest = (await refresh(app, rotated.refresh_token)).json()
  t.match((await ask(newest.refresh_token)).json(), { active: true })
  const disabled = await createUser(app)
  const ofDisabled = await logIn(app, disabled)
  await disable(app, disabled)
  const deleted = await createUser(app)
  const ofDeleted = await logIn(app, deleted)
  await app.db.deleteFrom('users').where('id', '=', deleted.id).execute()
  const soonOver = mint('access', { exp: noon + 10 }, noon)
  t.match((await ask(soonOver)).json(), { active: true })
  now += 10

  const inactive: Record<string, string> = {
    'of a session that ended': ended.token,
    'its refresh token': ended.refresh_token,
    'access token that was replaced': rotated.token,
    'refresh token that was exchanged': rotated.refresh_token,
    'of a disabled user': ofDisabled.token,
    'their refresh token': ofDisabled.refresh_token,
    'of a deleted user': ofDeleted.token,
    'of a session of nobody': mint('access', { sid: randomUUID(), user_id: 4711 }, noon),
    expired: soonOver,
    'email token': mint('email', {}, noon),
    'password token': mint('password', {}, noon),
    forged: mint('access', {}, noon).replace(/.{4}$/, 'AAAA'),
    'with another secret': forge({ alg: 'HS256' }, {}, secrets.refresh),
    garbage: 'not.a.token',
    'NUL and more': '\u0000\ud83d💥',
    'too long': 'a'.repeat(9000)
  }
  for (const [name, token] of Object.entries(inactive)) {
    const answer = await ask(token)
    t.strictSame([answer.statusCode, answer.json()], [200, { active: false }], name)
  }
})

t.test('an internal error is not reported as inactive', async (t) => {
  const verify = () => {
    throw new Error('out of order')
  }
  t.throws(() => verdictOn('a.b.c', ['access'], verify), { message: 'out of order' })
  const dependencies = {
    verify,
    isRevoked: () => false,
    findUser: undefined,
    isNewestRefresh: undefined
  }
  await t.rejects(introspect('a.b.c', dependencies as never), { message: 'out of order' })
})
