import t from 'tap'
import { bearer, mint, noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { inEveryCombination } from '../stores.js'
import { otherPassword, password, rey, start } from './flows.js'

const ok = { status: 'ok' }

inEveryCombination(
  'a user resets a forgotten password by the mailed link, and logs in with the new one',
  async (t, stores) => {
    const app = await start(t, {}, stores)
    const { server, post, put, logIn, lastTokenTo, templatesTo, eventsOf } = app
    await app.makeAccount()
    const { token, refresh_token } = (await logIn()).json()
    const forgotten = await post('password_forgotten', { email: 'REY@example.org' })
    t.equal(forgotten.statusCode, 202)
    t.strictSame(forgotten.json(), ok)

    const reset = lastTokenTo(rey)
    const changed = await put('password_change', { password: otherPassword }, reset)
    t.equal(changed.statusCode, 200)
    t.strictSame(changed.json(), ok)
    assertProblem(t, await put('password_change', { password }, reset), 'token-invalid')

    for (const old of [token, refresh_token]) {
      assertProblem(t, await post('logout', undefined, old), 'token-invalid')
    }
    assertProblem(t, await post('generate_tokens', undefined, refresh_token), 'token-invalid')
    assertProblem(
      t,
      await server.inject({ url: '/films/v1/', headers: bearer(token) }),
      'token-invalid'
    )
    assertProblem(t, await logIn(), 'credentials-invalid')
    t.equal((await logIn(rey, otherPassword)).statusCode, 200)
    t.strictSame(templatesTo(rey), ['verify-address', 'reset-password', 'password-changed'])
    t.strictSame(await eventsOf('password-forgotten'), ['success'])
    t.strictSame(await eventsOf('password-reset'), ['success', 'failure'])
  }
)

t.test('a reset link is mailed to the stored address of an enabled account only', async (t) => {
  const { server, post, makeAccount, mails, eventsOf } = await start(t)
  await makeAccount()
  mails.length = 0
  const answers = []
  for (const email of ['rey@example.org', 'REY@EXAMPLE.ORG', 'nobody@example.org']) {
    answers.push(await post('password_forgotten', { email }))
  }
  await server.db.updateTable('users').set({ disabled_at: 1 }).execute()
  answers.push(await post('password_forgotten', { email: rey }))
  t.equal(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size, 1)
  t.strictSame(
    mails.map(({ recipient }) => recipient),
    [rey, rey]
  )
  t.strictSame(await eventsOf('password-forgotten'), ['success', 'success', 'failure', 'failure'])
})

inEveryCombination(
  'a reset link also verifies the address, and voids the pending sign-up',
  async (t, stores) => {
    const { signUp, post, put, verify, logIn, tokensTo } = await start(t, {}, stores)
    await signUp()
    await post('password_forgotten', { email: rey })
    const [signup, reset] = tokensTo(rey)
    t.equal((await put('password_change', { password: otherPassword }, reset)).statusCode, 200)
    assertProblem(t, await verify(String(signup)), 'token-invalid')
    assertProblem(t, await logIn(), 'credentials-invalid')
    t.equal((await logIn(rey, otherPassword)).statusCode, 200)
  }
)

t.test('a weak password does not use the link up', async (t) => {
  const { post, put, makeAccount, accessOf, lastTokenTo } = await start(t)
  await makeAccount()
  const access = await accessOf()
  await post('password_forgotten', { email: rey })
  const reset = lastTokenTo(rey)
  const weak: Record<string, RegExp> = {
    short: /at least 15/,
    'rey rey rey rey rey rey': /repeats/,
    'rey@example.org-starwars': /address/
  }
  for (const [one, reason] of Object.entries(weak)) {
    const byLink = await put('password_change', { password: one }, reset)
    t.match(assertProblem(t, byLink, 'password-weak').detail, reason)
    const own = { password: one, current_password: password }
    t.match(
      assertProblem(t, await put('password_change', own, access), 'password-weak').detail,
      reason
    )
  }
  t.equal((await put('password_change', { password: otherPassword }, reset)).statusCode, 200)
})

inEveryCombination('a user changes the password with the current one', async (t, stores) => {
  const { post, put, makeAccount, accessOf, logIn, lastTokenTo, templatesTo, eventsOf } =
    await start(t, {}, stores)
  await makeAccount()
  const access = await accessOf()
  await post('password_forgotten', { email: rey })
  const change = (current_password?: string) =>
    put(
      'password_change',
      { password: otherPassword, ...(current_password && { current_password }) },
      access
    )

  const { errors } = assertProblem(t, await change(), 'validation-failed')
  t.match(errors, [{ path: 'current_password', message: /access token/ }])
  assertProblem(t, await change('not the current password'), 'credentials-invalid')
  t.equal((await change(password)).statusCode, 200)
  assertProblem(t, await change(otherPassword), 'token-invalid')
  const reset = lastTokenTo(rey)
  assertProblem(t, await put('password_change', { password }, reset), 'token-invalid')
  assertProblem(t, await logIn(), 'credentials-invalid')
  t.equal((await logIn(rey, otherPassword)).statusCode, 200)
  t.equal(templatesTo(rey).at(-1), 'password-changed')
  t.strictSame((await eventsOf('password-change')).sort(), ['failure', 'success'])
})

t.test('a password change requires an existing, enabled account', async (t) => {
  const app = await start(t)
  const { server, post, put, makeAccount, accessOf, lastTokenTo } = app
  await makeAccount()
  const own = { password: otherPassword, current_password: password }
  assertProblem(t, await put('password_change', own, mint()), 'token-invalid')
  const access = await accessOf()
  await post('password_forgotten', { email: rey })
  const reset = lastTokenTo(rey)
  for (const kind of ['refresh', 'email'] as const) {
    assertProblem(t, await put('password_change', own, mint(kind)), 'token-invalid')
  }
  await server.db.updateTable('users').set({ disabled_at: 1 }).execute()
  assertProblem(t, await put('password_change', own, access), 'token-invalid')
  assertProblem(t, await put('password_change', own, reset), 'token-invalid')
  await server.db.deleteFrom('users').execute()
  assertProblem(t, await put('password_change', own, access), 'token-invalid')
  assertProblem(t, await put('password_change', own, reset), 'token-invalid')
})

t.test('a reset link expires', async (t) => {
  const time = { now: noon }
  const app = await start(t, { clock: () => time.now })
  await app.makeAccount()
  await app.post('password_forgotten', { email: rey })
  time.now += 3600
  const answer = await app.put('password_change', { password: otherPassword }, app.lastTokenTo(rey))
  assertProblem(t, answer, 'token-expired')
})

inEveryCombination('one of 50 concurrent uses of a link succeeds', async (t, stores) => {
  const { post, put, makeAccount, logIn, lastTokenTo } = await start(t, {}, stores)
  await makeAccount()
  await post('password_forgotten', { email: rey })
  const reset = lastTokenTo(rey)
  const passwords = Array.from({ length: 50 }, (_, i) => `${otherPassword} number ${i}`)
  const answers = await Promise.all(
    passwords.map((password) => put('password_change', { password }, reset))
  )
  const winner = answers.findIndex(({ statusCode }) => statusCode === 200)
  const refused = answers.filter((_, i) => i !== winner)
  for (const answer of refused) assertProblem(t, answer, 'token-invalid')
  t.equal((await logIn(rey, passwords[winner])).statusCode, 200)
})

inEveryCombination(
  'one of two concurrent changes is rejected with credentials-invalid or token-invalid',
  async (t, stores) => {
    const { put, makeAccount, accessOf, logIn } = await start(t, {}, stores)
    await makeAccount()
    const access = await accessOf()
    const passwords = [otherPassword, `${otherPassword} again`]
    const answers = await Promise.all(
      passwords.map((one) =>
        put('password_change', { password: one, current_password: password }, access)
      )
    )
    const winner = answers.findIndex(({ statusCode }) => statusCode === 200)
    t.not(winner, -1)
    const other = answers[1 - winner] as (typeof answers)[0]
    const isOver = other.json().code === 'token-invalid'
    assertProblem(t, other, isOver ? 'token-invalid' : 'credentials-invalid')
    t.equal((await logIn(rey, passwords[winner])).statusCode, 200)
  }
)

t.test(
  'a change is rejected if the account is disabled while the password is hashed',
  async (t) => {
    const { server, put, makeAccount, accessOf } = await start(t)
    await makeAccount()
    const access = await accessOf()
    const { hash } = server.passwords
    server.passwords.hash = async (password) => {
      await server.db.updateTable('users').set({ disabled_at: 1 }).execute()
      return hash(password)
    }
    const own = { password: otherPassword, current_password: password }
    assertProblem(t, await put('password_change', own, access), 'token-invalid')
  }
)
