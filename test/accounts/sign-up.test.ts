import t from 'tap'
import { mint, noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { otherPassword, password, rey, start } from './flows.js'

const ok = { status: 'ok' }

t.test('sign up, follow the link, log in', async (t) => {
  const { server, signUp, verify, logIn, lastTokenTo, templatesTo, eventsOf } = await start(t)
  const answer = await signUp()
  t.equal(answer.statusCode, 202)
  t.strictSame(answer.json(), ok)
  t.strictSame(templatesTo(rey), ['verify-address'])
  assertProblem(t, await logIn(), 'email-unverified')

  const verified = await verify(lastTokenTo(rey))
  t.equal(verified.statusCode, 200)
  t.strictSame(verified.json(), ok)
  const login = await logIn()
  t.equal(login.statusCode, 200)
  t.match(login.json(), { email: rey, access_role: 'basic' })
  t.equal((await server.db.selectFrom('one_time_tokens').selectAll().execute()).length, 0)
  t.strictSame(await eventsOf('signup'), ['success'])
  t.strictSame(await eventsOf('verification'), ['success'])
})

t.test('the answer is the same for a new, a pending and a verified address', async (t) => {
  const { signUp, makeAccount, templatesTo, eventsOf, logIn } = await start(t)
  const fresh = await signUp('finn@example.org')
  const pending = await signUp('FINN@example.org')
  await makeAccount()
  const verified = await signUp('Rey@Example.org', otherPassword)
  for (const answer of [pending, verified]) {
    t.equal(answer.statusCode, fresh.statusCode)
    t.equal(answer.body, fresh.body)
    t.strictSame(Object.keys(answer.headers), Object.keys(fresh.headers))
  }
  t.strictSame(templatesTo(rey), ['verify-address', 'address-taken'], 'told to the owner')
  t.strictSame(await eventsOf('signup'), ['success', 'success', 'success', 'failure'])
  t.equal((await logIn()).statusCode, 200, 'and nothing has changed')
  assertProblem(t, await logIn(rey, otherPassword), 'credentials-invalid')
})

t.test('a weak password is refused whoever has the address, and makes nothing', async (t) => {
  const { server, signUp, makeAccount, mails } = await start(t)
  await makeAccount()
  const before = mails.length
  for (const email of [rey, 'nobody@example.org']) {
    const { detail } = assertProblem(t, await signUp(email, 'short'), 'password-weak')
    t.match(detail, 'at least 15')
  }
  t.equal(mails.length, before)
  t.equal((await server.db.selectFrom('users').selectAll().execute()).length, 1)
})

for (const first of [0, 1]) {
  t.test(`two people sign up one address, mail ${first + 1} is followed first`, async (t) => {
    const { signUp, verify, logIn, tokensTo } = await start(t)
    const passwords = [password, otherPassword]
    for (const one of passwords) await signUp(rey, one)
    const tokens = tokensTo(rey)
    t.equal((await verify(String(tokens[first]))).statusCode, 200)
    assertProblem(t, await verify(String(tokens[1 - first])), 'token-invalid')
    t.equal((await logIn(rey, passwords[first])).statusCode, 200)
    assertProblem(t, await logIn(rey, passwords[1 - first]), 'credentials-invalid')
  })
}

t.test('50 simultaneous sign-ups of one address make one user', async (t) => {
  const { server, signUp, verify, tokensTo } = await start(t)
  const answers = await Promise.all(Array.from({ length: 50 }, () => signUp()))
  t.ok(answers.every(({ statusCode }) => statusCode === 202))
  t.equal((await server.db.selectFrom('users').selectAll().execute()).length, 1)
  const tokens = tokensTo(rey)
  t.equal(tokens.length, 50)
  const verified = await Promise.all(tokens.map(verify))
  t.equal(verified.filter(({ statusCode }) => statusCode === 200).length, 1, 'one activates it')
})

t.test('50 simultaneous uses of one token: one success', async (t) => {
  const { signUp, verify, lastTokenTo, eventsOf } = await start(t)
  await signUp()
  const token = lastTokenTo(rey)
  const answers = await Promise.all(Array.from({ length: 50 }, () => verify(token)))
  const refused = answers.filter(({ statusCode }) => statusCode !== 200)
  t.equal(refused.length, 49)
  for (const answer of refused) assertProblem(t, answer, 'token-invalid')
  t.equal((await eventsOf('verification')).filter((outcome) => outcome === 'failure').length, 49)
})

t.test('an email token is good for its hour, its purpose and its user', async (t) => {
  const time = { now: noon }
  const { server, signUp, verify, lastTokenTo, post, put } = await start(t, {
    clock: () => time.now
  })
  await signUp()
  const token = lastTokenTo(rey)
  assertProblem(t, await verify(mint('email', {}, noon)), 'token-invalid')
  for (const kind of ['access', 'refresh', 'password'] as const) {
    assertProblem(t, await verify(mint(kind, {}, noon)), 'token-invalid')
  }
  assertProblem(t, await post('email_verification'), 'token-missing')
  assertProblem(t, await put('password_change', { password }, token), 'token-invalid')
  time.now = noon + 3600
  assertProblem(t, await verify(token), 'token-expired')
  time.now = noon + 3599
  await server.db.updateTable('users').set({ disabled_at: noon }).execute()
  assertProblem(t, await verify(token), 'token-invalid')
  await server.db.updateTable('users').set({ disabled_at: null }).execute()
  t.equal((await verify(token)).statusCode, 200, 'what was refused used nothing up')
})

t.test('a sign-up that outlived a verification changes nothing', async (t) => {
  const { server, signUp, verify, logIn, lastTokenTo } = await start(t)
  await signUp()
  await server.db.updateTable('users').set({ verified_at: 1, password_hash: 'x' }).execute()
  assertProblem(t, await verify(lastTokenTo(rey)), 'token-invalid')
  assertProblem(t, await logIn(), 'credentials-invalid')
})

t.test('what nobody confirmed is forgotten a week after its link', async (t) => {
  const time = { now: noon }
  const { server, signUp, makeAccount, post, tokensTo } = await start(t, { clock: () => time.now })
  await makeAccount()
  await signUp('finn@example.org')
  const { pruneSignUps } = await import('../../src/accounts/one-time-tokens.js')
  const week = 7 * 86_400
  const usersAfter = async (seconds: number) => {
    time.now = noon + seconds
    while ((await pruneSignUps(server.db, time.now - week, 1)) > 0);
    return (await server.db.selectFrom('users').select('email').execute()).map(({ email }) => email)
  }
  t.strictSame(await usersAfter(week + 3600), [rey, 'finn@example.org'])
  await post('email_verification/resend', { email: 'finn@example.org' })
  t.equal(tokensTo('finn@example.org').length, 2, 'until then it may be asked for once more')
  t.strictSame(await usersAfter(week + 3601), [rey, 'finn@example.org'])
  t.strictSame(await usersAfter(3 * week), [rey])
})
