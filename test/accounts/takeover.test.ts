import t from 'tap'
import { build, noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { inEveryCombination } from '../stores.js'
import {
  type App,
  createUser,
  getMe,
  logIn,
  logOut,
  opensFilms,
  patiently,
  refresh,
  tryLogin
} from './actors.js'

/** Collects mails instead of sending them. */
function collectMails(app: App): unknown[] {
  const mails: unknown[] = []
  app.mail.enqueue = async (_trx, mail) => void mails.push(mail)
  return mails
}

inEveryCombination(
  'a takeover ends the previous session and all its tokens at once',
  async (t, stores) => {
    const app = await stores.build({ clock: () => noon })
    const mails = collectMails(app)
    const [user, other] = [await createUser(app), await createUser(app)]
    const elsewhere = await logIn(app, other)
    const first = await logIn(app, user, { takeover: true })
    t.strictSame(mails, [], 'there was no session to take over')

    const headers = { 'user-agent': `X\t"<b>${'x'.repeat(500)}` }
    const answer = await tryLogin(app, user, { takeover: true }, headers)
    t.equal(answer.statusCode, 200)
    const second = answer.json()
    t.notOk(await opensFilms(app, first.token))
    assertProblem(t, await refresh(app, first.refresh_token), 'token-invalid')
    t.ok(await opensFilms(app, second.token))
    t.ok(await opensFilms(app, elsewhere.token), "another user's session continues")

    const user_agent = headers['user-agent'].slice(0, 256)
    t.strictSame(mails, [
      {
        recipient: user.email,
        template: 'session-taken-over',
        data: { at: noon, ip: '127.0.0.1', user_agent }
      }
    ])
    const events = await app.db
      .selectFrom('events')
      .select('type')
      .where('outcome', '=', 'success')
      .orderBy('id')
      .execute()
    t.strictSame(
      events.map(({ type }) => type),
      ['login', 'login', 'login', 'takeover']
    )
  }
)

inEveryCombination(
  'a login succeeds after the session has ended by logout or expiry',
  async (t, stores) => {
    let now = noon
    const app = await stores.build({ clock: () => now })
    const user = await createUser(app)
    await logOut(app, (await logIn(app, user)).token)
    await logOut(app, (await logIn(app, user)).refresh_token)
    const last = await logIn(app, user)
    now += 86_399
    assertProblem(t, await tryLogin(app, user), 'user-already-logged-in')
    now += 1
    await logIn(app, user)
    assertProblem(t, await refresh(app, last.refresh_token), 'token-expired')
  }
)

t.test('a login revokes access tokens that outlive their session', async (t) => {
  let now = noon
  const app = await build(t, {
    clock: () => now,
    env: { JWT_ACCESS_HOURS: '48', JWT_REFRESH_HOURS: '1' }
  })
  const mails = collectMails(app)
  const user = await createUser(app)
  const first = await logIn(app, user)
  now += 3600
  t.ok(await opensFilms(app, first.token))
  await logIn(app, user)
  t.notOk(await opensFilms(app, first.token))
  t.strictSame(mails, [], 'this was no takeover')
})

inEveryCombination('SESSIONS=multiple allows several sessions for a user', async (t, stores) => {
  const app = await stores.build({ env: { SESSIONS: 'multiple' } })
  const user = await createUser(app)
  const [one, two] = [await logIn(app, user), await logIn(app, user)]
  for (const { token } of [one, two]) t.ok(await opensFilms(app, token))

  const three = await logIn(app, user, { takeover: true })
  for (const { token } of [one, two]) t.notOk(await opensFilms(app, token))
  t.ok(await opensFilms(app, three.token))
})

inEveryCombination('one of several concurrent logins succeeds', async (t, stores) => {
  const app = await stores.build()
  const user = await createUser(app)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => patiently(() => tryLogin(app, user)))
  )
  const statuses = answers.map(({ statusCode }) => statusCode)
  t.equal(statuses.filter((status) => status === 200).length, 1)
  t.equal(statuses.filter((status) => status === 409).length, 19)
})

inEveryCombination('concurrent takeovers leave exactly one live session', async (t, stores) => {
  const apps = await stores.buildAll()
  const [app] = apps
  const user = await createUser(app)
  const logins = Array.from({ length: 30 }, (_, index) =>
    patiently(() => tryLogin(apps[index % apps.length] as App, user, { takeover: index % 3 > 0 }))
  )
  const answers = await Promise.all(logins)
  const taken = answers.filter(({ statusCode }) => statusCode === 200)
  t.ok(taken.length >= 20)
  for (const { statusCode, body } of answers) t.ok([200, 409].includes(statusCode), body)

  for (const one of apps) {
    const alive = []
    for (const answer of taken) {
      if (await opensFilms(one, answer.json().token)) alive.push(answer.json())
    }
    t.equal(alive.length, 1)
    const { results } = (await getMe(one, alive[0].token, '/sessions')).json()
    t.match(results, [{ current: true }])
    t.equal(results.length, 1)
  }
})

inEveryCombination(
  'an instance whose clock is behind also rejects an ended session',
  async (t, stores) => {
    let now = noon
    const app = await stores.build({ clock: () => now, env: { JWT_ACCESS_HOURS: '24' } })
    const user = await createUser(app)
    const first = await logIn(app, user)
    now += 24 * 3600 + 20
    await logIn(app, user)
    now -= 40
    t.notOk(await opensFilms(app, first.token))
  }
)
