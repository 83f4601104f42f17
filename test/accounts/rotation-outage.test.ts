import t from 'tap'
import { build, noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { startRedis } from '../redis-server.js'
import { openStores } from '../stores.js'
import { until } from '../until.js'
import { type App, createUser, logIn, opensFilms, refresh, tryLogin } from './actors.js'

const sessionOf = (app: App) => app.db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()

/** Makes the publication of revocations fail. @returns a function that restores it */
function breakPublishing(app: App): () => void {
  const { publish } = app.revocation
  app.revocation.publish = async () => {
    throw new Error('the set cannot be written')
  }
  return () => {
    app.revocation.publish = publish
  }
}

t.test('a retry returns the pair of a failed refresh, at any later time', async (t) => {
  let now = noon
  const app = await build(t, { clock: () => now })
  const first = await logIn(app, await createUser(app))
  const mend = breakPublishing(app)
  assertProblem(t, await refresh(app, first.refresh_token), 'internal-error')
  const before = await sessionOf(app)
  t.equal(before.answered_at, null)

  mend()
  now += 3600
  const late = await refresh(app, first.refresh_token)
  t.equal(late.statusCode, 200)
  t.notOk(await opensFilms(app, first.token), 'the old access token is revoked first')
  const second = late.json()
  t.equal(second.expires_in, 36_000 - 3600)
  t.equal((await sessionOf(app)).answered_at, now * 1000)
  t.equal((await sessionOf(app)).refresh_sub, before.refresh_sub, 'the pair of the first attempt')

  now += 9
  t.equal((await refresh(app, first.refresh_token)).json().token, second.token)
  t.equal(
    (await sessionOf(app)).answered_at,
    (now - 9) * 1000,
    'the grace time starts with the first response'
  )
  now += 1
  assertProblem(t, await refresh(app, first.refresh_token), 'token-invalid')
})

t.test('expires_in is 0 if the access token expired before its pair was returned', async (t) => {
  let now = noon
  const app = await build(t, { clock: () => now })
  const first = await logIn(app, await createUser(app))
  const mend = breakPublishing(app)
  await refresh(app, first.refresh_token)
  mend()
  now += 40_000
  t.equal((await refresh(app, first.refresh_token)).json().expires_in, 0)
})

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  t.test(
    `while Redis is down, requests return 503 and no session is lost (${database})`,
    async (t) => {
      const redis = await startRedis(t, { persistent: true })
      const { env } = await openStores(t, { database, set: 'in-process' }, t)
      const app = await build(t, { env: { ...env, REDIS_URL: redis.url } })
      const user = await createUser(app)
      const first = await logIn(app, user)
      await redis.kill()
      assertProblem(t, await refresh(app, first.refresh_token), 'service-unavailable')
      assertProblem(t, await tryLogin(app, user, { takeover: true }), 'service-unavailable')
      await redis.restart()
      // From then on revocations are published again, and logins succeed.
      await until(async () => (await app.inject('/readyz')).json().status === 'ok')
      // The takeover was committed, but its tokens were never returned.
      await until(async () => !(await opensFilms(app, first.token)))
      assertProblem(t, await tryLogin(app, user), 'user-already-logged-in')
      const { token } = await logIn(app, user, { takeover: true })
      t.ok(await opensFilms(app, token))
    }
  )
}
