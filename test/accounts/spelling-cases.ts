import type { Test } from 'tap'
import { assertProblem } from '../http/assert-problem.js'
import { type Combination, openStores } from '../stores.js'
import { otherPassword, password, start } from './flows.js'
import { otherAccount, sameAccount } from './spellings.js'

/** All spellings of an address are one account. Its mails go to the stored spelling. */
export function spellingCases(root: Test, combination: Combination): void {
  const begin = async (t: Test) => start(t, {}, await openStores(t, combination, root))
  const rey = 'rey.elsewhere@example.org'

  root.test('all spellings are one account, and mails go to the stored spelling', async (t) => {
    const app = await begin(t)
    const { server, post, put, signUp, verify, logIn, makeAccount, accessOf } = app
    await makeAccount(rey)
    const access = await accessOf(rey)
    await Promise.all(sameAccount.map(live))
    t.equal((await server.db.selectFrom('users').select('id').execute()).length, 20)

    async function live([stored, typed, why]: (typeof sameAccount)[number]) {
      for (const email of [stored, typed, typed]) {
        t.equal((await signUp(email, email === stored ? otherPassword : password)).statusCode, 202)
      }
      assertProblem(t, await logIn(typed), 'email-unverified')
      await post('email_verification/resend', { email: typed })
      await post('password_forgotten', { email: typed })
      const link = app.tokensTo(stored)[2]
      t.equal((await verify(String(link))).statusCode, 200, why)
      for (const email of [stored, typed]) {
        t.match((await logIn(email)).json(), { email: stored }, why)
      }
      await signUp(typed, otherPassword)
      await post('email_verification/resend', { email: typed })
      await post('password_forgotten', { email: typed })
      t.equal((await post('me/email', { email: typed, password }, access)).statusCode, 202)
      const reset = { password: otherPassword }
      t.equal((await put('password_change', reset, app.lastTokenTo(stored))).statusCode, 200)
      t.strictSame(
        app.templatesTo(stored),
        [
          'verify-address',
          'verify-address',
          'verify-address',
          'verify-address',
          'reset-password',
          'session-taken-over',
          'address-taken',
          'reset-password',
          'address-taken',
          'password-changed'
        ],
        why
      )
      t.strictSame(app.templatesTo(typed), [], why)
    }
  })

  root.test('an address that looks similar is another account', async (t) => {
    const { makeAccount, logIn, post, templatesTo } = await begin(t)
    const live = async ([left, right, why]: (typeof otherAccount)[number], index: number) => {
      const [one, other] = [`${index}.${left}`, `${index}.${right}`]
      await makeAccount(one)
      assertProblem(t, await logIn(other), 'credentials-invalid')
      await post('password_forgotten', { email: other })
      t.strictSame([one, other].map(templatesTo), [['verify-address'], []], why)
      await makeAccount(other, otherPassword)
      t.strictSame(templatesTo(other), ['verify-address'], why)
      t.match((await logIn(one)).json(), { email: one }, why)
      t.match((await logIn(other, otherPassword)).json(), { email: other }, why)
    }
    await Promise.all(otherAccount.map(live))
  })

  root.test('concurrent sign-ups with two spellings create one user', async (t) => {
    const { server, signUp } = await begin(t)
    const [[stored, typed]] = sameAccount as [[string, string, string]]
    const spellings = Array.from({ length: 20 }, (_, index) => (index % 2 ? typed : stored))
    const answers = await Promise.all(spellings.map((email) => signUp(email)))
    t.ok(answers.every(({ statusCode }) => statusCode === 202))
    t.equal((await server.db.selectFrom('users').selectAll().execute()).length, 1)
  })

  root.test('an unusual spelling does not block the sign-up with the plain one', async (t) => {
    const { signUp, verify, logIn, lastTokenTo, templatesTo, post } = await begin(t)
    for (const [plain, odd] of [
      ['sam@example.org', '\u017fam@example.org'],
      ['kylo@example.org', '\u212aYLO@Example.org'],
      ['rey@example.org', '\uff52ey@example.org']
    ] as const) {
      await signUp(odd, otherPassword)
      await signUp(plain)
      await signUp(odd, otherPassword)
      t.strictSame(templatesTo(odd), ['verify-address'], 'the mail from before the plain sign-up')
      t.strictSame(templatesTo(plain), ['verify-address', 'verify-address'])
      await signUp(plain)
      await post('email_verification/resend', { email: odd })
      t.equal((await verify(lastTokenTo(plain))).statusCode, 200)
      t.match((await logIn(odd)).json(), { email: plain })
    }
  })
}
