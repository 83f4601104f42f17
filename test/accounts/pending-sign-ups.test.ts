import t from 'tap'
import { pruneSignUps } from '../../src/accounts/store/one-time-tokens.js'
import { noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { inEveryCombination } from '../stores.js'
import { otherPassword, password, rey, start } from './flows.js'

for (const first of [0, 1]) {
  inEveryCombination(
    `of two sign-ups with one address, the link that is used first applies (link ${first + 1})`,
    async (t, stores) => {
      const { signUp, verify, logIn, tokensTo } = await start(t, {}, stores)
      const passwords = [password, otherPassword]
      for (const one of passwords) await signUp(rey, one)
      const tokens = tokensTo(rey)
      t.equal((await verify(String(tokens[first]))).statusCode, 200)
      assertProblem(t, await verify(String(tokens[1 - first])), 'token-invalid')
      t.equal((await logIn(rey, passwords[first])).statusCode, 200)
      assertProblem(t, await logIn(rey, passwords[1 - first]), 'credentials-invalid')
    }
  )
}

inEveryCombination('50 concurrent sign-ups with one address create one user', async (t, stores) => {
  const { server, signUp, verify, tokensTo } = await start(t, {}, stores)
  const answers = await Promise.all(Array.from({ length: 50 }, () => signUp()))
  t.ok(answers.every(({ statusCode }) => statusCode === 202))
  t.equal((await server.db.selectFrom('users').selectAll().execute()).length, 1)
  const tokens = tokensTo(rey)
  t.equal(tokens.length, 50)
  const verified = await Promise.all(tokens.map(verify))
  t.equal(
    verified.filter(({ statusCode }) => statusCode === 200).length,
    1,
    'one token activates the account'
  )
})

inEveryCombination('one of 50 concurrent uses of a token succeeds', async (t, stores) => {
  const { signUp, verify, lastTokenTo, eventsOf } = await start(t, {}, stores)
  await signUp()
  const token = lastTokenTo(rey)
  const answers = await Promise.all(Array.from({ length: 50 }, () => verify(token)))
  const refused = answers.filter(({ statusCode }) => statusCode !== 200)
  t.equal(refused.length, 49)
  for (const answer of refused) assertProblem(t, answer, 'token-invalid')
  const outcomes = await eventsOf('verification')
  t.equal(outcomes.filter((outcome) => outcome === 'failure').length, 10, 'the first ones')
})

t.test('a sign-up token has no effect on a verified account', async (t) => {
  const { server, signUp, verify, logIn, lastTokenTo } = await start(t)
  await signUp()
  const password_hash = await server.passwords.hash(otherPassword)
  await server.db.updateTable('users').set({ verified_at: 1, password_hash }).execute()
  assertProblem(t, await verify(lastTokenTo(rey)), 'token-invalid')
  assertProblem(t, await logIn(), 'credentials-invalid')
})

inEveryCombination(
  'an unconfirmed sign-up is deleted a week after its link has expired',
  async (t, stores) => {
    const time = { now: noon }
    const { server, signUp, makeAccount, post, tokensTo } = await start(
      t,
      { clock: () => time.now },
      stores
    )
    await makeAccount()
    await signUp('finn@example.org')
    const week = 7 * 86_400
    const usersAfter = async (seconds: number) => {
      time.now = noon + seconds
      while ((await pruneSignUps(server.db, time.now - week, 1)) > 0);
      return (await server.db.selectFrom('users').select('email').execute()).map(
        ({ email }) => email
      )
    }
    t.strictSame(await usersAfter(week + 3600), [rey, 'finn@example.org'])
    await post('email_verification/resend', { email: 'finn@example.org' })
    t.equal(tokensTo('finn@example.org').length, 2, 'until then, a new link can be requested')
    t.strictSame(await usersAfter(week + 3601), [rey, 'finn@example.org'])
    t.strictSame(await usersAfter(3 * week), [rey])
  }
)
