import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import type { TokenKind } from '../../src/tokens/kinds.js'
import { mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { type App, buildTwo, getFilms, logOut, statusOf } from './redis-app.js'

const isRefused = async (t: Test, answer: ReturnType<typeof getFilms>, what: string) => {
  const { statusCode, body } = await answer
  t.equal(statusCode, 401, what)
  t.equal(JSON.parse(body).code, 'token-invalid', what)
}

t.test('a revocation on one instance applies on every instance', async (t) => {
  const redis = await startRedis(t)
  const [one, other] = await buildTwo(t, redis)

  /**
   * Both instances then have the verified signature in their caches. Revocation must still take
   * effect.
   */
  async function opensBoth(t: Test, token: string) {
    t.equal(await statusOf(getFilms(one, token)), 200)
    t.equal(await statusOf(getFilms(other, token)), 200)
  }

  t.test('rejects an access token after its logout', async (t) => {
    const [token, unrelated] = [mint(), mint()]
    await opensBoth(t, token)
    await opensBoth(t, unrelated)
    const answer = await logOut(one, token)
    t.equal(answer.statusCode, 200)
    t.same(answer.json(), { status: 'ok' })
    await isRefused(t, getFilms(other, token), 'the other instance')
    await isRefused(t, getFilms(one, token), 'the same instance')
    await isRefused(t, logOut(other, token), 'a second logout')
    await opensBoth(t, unrelated)
  })

  t.test('rejects an access token that other requests use during its logout', async (t) => {
    const token = mint()
    await opensBoth(t, token)
    await Promise.all([logOut(one, token), getFilms(one, token), getFilms(other, token)])
    await isRefused(t, getFilms(one, token), 'afterwards, the same instance')
    await isRefused(t, getFilms(other, token), 'afterwards, the other instance')
  })

  t.test('rejects a refresh token after its logout', async (t) => {
    const [token, unrelated] = [mint('refresh'), mint('refresh')]
    t.equal(await statusOf(logOut(one, token)), 200)
    await isRefused(t, logOut(other, token), 'the other instance')
    await isRefused(t, logOut(one, token), 'the same instance')
    t.equal(await statusOf(logOut(other, unrelated)), 200, 'another refresh token is still valid')
  })

  /** Uses a token: only logout accepts a refresh token. */
  const use = (app: App, kind: TokenKind, token: string) =>
    kind === 'access' ? getFilms(app, token) : logOut(app, token)

  for (const kind of ['access', 'refresh'] as const) {
    t.test(
      `rejects every token of the session after a logout with its ${kind} token`,
      async (t) => {
        const sid = randomUUID()
        const access = mint('access', { sid })
        const refresh = mint('refresh', { sid: sid.toUpperCase() })
        const otherSession = mint('access', { sid: randomUUID() })
        await opensBoth(t, access)
        await opensBoth(t, otherSession)
        t.equal(await statusOf(logOut(one, kind === 'access' ? access : refresh)), 200)
        for (const app of [one, other]) {
          await isRefused(t, use(app, 'access', access), 'the access token')
          await isRefused(t, use(app, 'refresh', refresh), 'the refresh token')
          await isRefused(t, use(app, 'access', mint('access', { sid })), 'one never seen before')
        }
        await opensBoth(t, otherSession)
      }
    )
  }
})
