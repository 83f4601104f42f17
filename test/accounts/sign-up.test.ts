import t from 'tap'
import { assertProblem } from '../http/assert-problem.js'
import { inEveryCombination } from '../stores.js'
import { otherPassword, rey, start } from './flows.js'

const ok = { status: 'ok' }

inEveryCombination('a user signs up, follows the link and logs in', async (t, stores) => {
  const { server, signUp, verify, logIn, lastTokenTo, templatesTo, eventsOf } = await start(
    t,
    {},
    stores
  )
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

inEveryCombination(
  'the response is the same for a new, a pending and a verified address',
  async (t, stores) => {
    const { signUp, makeAccount, templatesTo, eventsOf, logIn } = await start(t, {}, stores)
    const fresh = await signUp('finn@example.org')
    const pending = await signUp('FINN@example.org')
    await makeAccount()
    const verified = await signUp('Rey@Example.org', otherPassword)
    for (const answer of [pending, verified]) {
      t.equal(answer.statusCode, fresh.statusCode)
      t.equal(answer.body, fresh.body)
      t.strictSame(Object.keys(answer.headers), Object.keys(fresh.headers))
    }
    t.strictSame(templatesTo(rey), ['verify-address', 'address-taken'], 'the owner receives a mail')
    t.strictSame(await eventsOf('signup'), ['success', 'success', 'success', 'failure'])
    t.equal((await logIn()).statusCode, 200, 'the password has not changed')
    assertProblem(t, await logIn(rey, otherPassword), 'credentials-invalid')
  }
)

t.test('a weak password is rejected for any address, and creates no user', async (t) => {
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
