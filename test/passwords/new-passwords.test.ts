import t from 'tap'
import { otherPassword, password, rey, start } from '../accounts/flows.js'
import { bearer } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'

const { server, post, put, sendForm, makeAccount, accessOf, lastTokenTo } = await start(t)
await makeAccount()
await post('password_forgotten', { email: rey })
const link = lastTokenTo(rey)
const access = await accessOf()
const remove = (token: string, secret: string) =>
  server.inject({
    method: 'DELETE',
    url: '/users/v1/me',
    headers: bearer(token),
    payload: { password: secret }
  })

/**
 * Passwords of more than 128 characters, of more than 1,024, and of the longest size that is read.
 */
const long = [129, 1024, 1025, 2000, 60_000].map((length) =>
  `${password} `.repeat(2000).slice(0, length)
)
// NFKC turns one of these characters into eighteen, and two into one.
const others = ['ﷺ'.repeat(20_000), 'e\u0301'.repeat(20_000), '🦊'.repeat(10_000)]

t.test('a new password that is too long is weak, and the error states the limit', async (t) => {
  for (const secret of [...long, ...others]) {
    const answers = [
      await post('signup', { email: 'finn@example.org', password: secret }),
      await put('password_change', { password: secret }, link),
      await put('password_change', { password: secret, current_password: password }, access)
    ]
    for (const answer of answers) {
      const { detail } = assertProblem(t, answer, 'password-weak')
      t.match(detail, /it has more than 128 characters$/)
    }
    // Percent-encoded twice in a form, the longest ones exceed the body limit.
    if (secret.length > 5000) continue
    const page = await sendForm('password_change', {
      token: link,
      password: secret,
      password_again: secret
    })
    t.equal(page.statusCode, 400)
    t.match(page.body, /it has more than 128 characters/)
  }
  const changed = await put('password_change', { password: otherPassword }, link)
  t.equal(changed.statusCode, 200, 'the link is still valid')
})

t.test('a new password of few pieces is weak at sign-up and at a password change', async (t) => {
  const again = await accessOf(rey, otherPassword)
  for (const secret of [
    'password12345678',
    'sunshineprincess',
    'Christopher1985',
    'x8 rey x8 rey x8'
  ]) {
    const answers = [
      await post('signup', { email: rey, password: secret }),
      await put('password_change', { password: secret, current_password: otherPassword }, again)
    ]
    for (const answer of answers) assertProblem(t, answer, 'password-weak')
  }
  t.equal(
    (await post('signup', { email: rey, password: 'purple monkey dishwasher lamp' })).statusCode,
    202
  )
})

t.test(
  'a current password that is too long is invalid, and the error states the limit',
  async (t) => {
    const secret = 'a'.repeat(1025)
    const again = await accessOf(rey, otherPassword)
    const asked = {
      password: [
        await post('login', { email: rey, password: secret }),
        await post('me/email', { email: 'poe@example.org', password: secret }, again),
        await remove(again, secret)
      ],
      current_password: [
        await put('password_change', { password: otherPassword, current_password: secret }, again)
      ]
    }
    for (const [path, answers] of Object.entries(asked)) {
      for (const answer of answers) {
        const { errors } = assertProblem(t, answer, 'validation-failed')
        t.strictSame(errors, [{ path, message: 'must NOT have more than 1024 characters' }])
      }
    }
  }
)

t.test('an input that is too long or too short gets the limit in the error', async (t) => {
  const email = `${'a'.repeat(300)}@example.org`
  const { errors } = assertProblem(
    t,
    await post('signup', { email, password }),
    'validation-failed'
  )
  t.match(errors, [{ path: 'email', message: /254/ }])
  const empty = assertProblem(
    t,
    await post('signup', { email: rey, password: '' }),
    'validation-failed'
  )
  t.match(empty.errors, [{ path: 'password', message: /fewer than 1/ }])
})
