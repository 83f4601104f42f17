import t from 'tap'
import { build, noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { createUser, deleteMe, logIn, refresh, tryLogin } from './actors.js'

const on = { RATE_LIMIT: 'on' }

t.test('failed logins are delayed, whether or not the account exists', async (t) => {
  for (const isKnown of [true, false]) {
    let now = noon
    const app = await build(t, { env: on, clock: () => now })
    const user = await createUser(app)
    const guess = { email: isKnown ? user.email : 'nobody@example.org', password: 'a guess' }
    let checks = 0
    const { verify } = app.passwords
    app.passwords.verify = (...args) => {
      checks++
      return verify(...args)
    }
    let answer = await tryLogin(app, guess)
    while (answer.statusCode === 401) answer = await tryLogin(app, guess)
    assertProblem(t, answer, 'rate-limited')
    const verified = checks
    t.ok(verified > 1)
    await tryLogin(app, guess)
    t.equal(checks, verified, 'no password is verified during the delay')
    now += Number(answer.headers['retry-after'])
    assertProblem(t, await tryLogin(app, guess), 'credentials-invalid')
  }
})

t.test('a correct password resets the delay', async (t) => {
  const app = await build(t, { env: on })
  const user = await createUser(app)
  for (let round = 0; round < 3; round++) {
    await tryLogin(app, { ...user, password: 'a guess' })
    t.equal((await tryLogin(app, user, { takeover: true })).statusCode, 200)
  }
})

t.test('routes that take a password or a refresh token are rate-limited', async (t) => {
  const env = { ...on, RATE_LIMIT_ACCOUNT_PER_MINUTE: '1' }
  const app = await build(t, { env })
  const user = await createUser(app)
  const { token, refresh_token } = await logIn(app, user)
  assertProblem(t, await tryLogin(app, user), 'rate-limited')

  assertProblem(t, await deleteMe(app, token, 'a guess'), 'credentials-invalid')
  assertProblem(t, await deleteMe(app, token, 'a guess'), 'rate-limited')

  t.equal((await refresh(app, refresh_token)).statusCode, 200)
  assertProblem(t, await refresh(app, refresh_token), 'rate-limited')
})
