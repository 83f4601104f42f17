import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { beforeNextCommit } from '../database/before-commit.js'
import { mint } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { inEveryCombination, type Stores } from '../stores.js'
import { otherPassword, password, rey, start } from './flows.js'

const jedi = 'rey.skywalker@example.org'
const finn = 'finn@example.org'

async function loggedIn(t: Test, stores?: Stores) {
  const app = await start(t, {}, stores)
  await app.makeAccount()
  const access = await app.accessOf()
  const ask = (email: string, secret = password) =>
    app.post('me/email', { email, password: secret }, access)
  return { ...app, access, ask }
}

inEveryCombination(
  'the address changes after confirmation, and the old address receives a notification',
  async (t, stores) => {
    const { ask, post, verify, logIn, lastTokenTo, templatesTo, eventsOf, mails } = await loggedIn(
      t,
      stores
    )
    const answer = await ask(jedi)
    t.equal(answer.statusCode, 202)
    t.strictSame(answer.json(), { status: 'ok' })
    t.strictSame(templatesTo(jedi), ['confirm-address'])
    t.equal((await logIn()).statusCode, 200, 'nothing has changed yet')

    await post('password_forgotten', { email: rey })
    t.equal((await verify(lastTokenTo(jedi))).statusCode, 200)
    assertProblem(t, await logIn(), 'credentials-invalid')
    t.match((await logIn(jedi)).json(), { email: jedi })
    const told = mails.find(({ template }) => template === 'address-changed')
    t.match(told, { recipient: rey, data: { email: jedi } })
    assertProblem(t, await verify(lastTokenTo(jedi)), 'token-invalid')
    t.strictSame(await eventsOf('email-change-requested'), ['success'])
    t.strictSame(await eventsOf('email-changed'), ['success'])
  }
)

t.test('an address change voids the links mailed to the old address', async (t) => {
  const { ask, post, put, verify, lastTokenTo } = await loggedIn(t)
  await post('password_forgotten', { email: rey })
  await ask(jedi)
  await verify(lastTokenTo(jedi))
  const reset = await put('password_change', { password: otherPassword }, lastTokenTo(rey))
  assertProblem(t, reset, 'token-invalid')
})

inEveryCombination('the latest of several requests applies', async (t, stores) => {
  const { ask, verify, lastTokenTo } = await loggedIn(t, stores)
  await ask(jedi)
  await ask(finn)
  assertProblem(t, await verify(lastTokenTo(jedi)), 'token-invalid')
  t.equal((await verify(lastTokenTo(finn))).statusCode, 200)
})

t.test('a change of address requires an access token and the password', async (t) => {
  const { ask, post, templatesTo, eventsOf } = await loggedIn(t)
  assertProblem(t, await ask(jedi, otherPassword), 'credentials-invalid')
  const half = await ask(jedi, `${password}\ud800`)
  const { errors } = assertProblem(t, half, 'validation-failed')
  const message = 'must be the current password: well-formed Unicode text'
  t.strictSame(errors, [{ path: 'password', message }])
  const body = { email: jedi, password }
  assertProblem(t, await post('me/email', body), 'token-missing')
  assertProblem(t, await post('me/email', body, mint()), 'token-invalid')
  t.strictSame(templatesTo(jedi), [])
  t.strictSame(await eventsOf('email-change-requested'), ['failure'])
})

inEveryCombination('a taken address is reported only to its owner, by mail', async (t, stores) => {
  const { ask, makeAccount, templatesTo, logIn } = await loggedIn(t, stores)
  await makeAccount(finn, otherPassword)
  const [free, taken] = [await ask(jedi), await ask('FINN@example.org')]
  t.equal(taken.statusCode, free.statusCode)
  t.equal(taken.body, free.body)
  t.strictSame(templatesTo(finn), ['verify-address', 'address-taken'])
  t.equal((await logIn(finn, otherPassword)).statusCode, 200)
})

inEveryCombination(
  'an address that another account has verified since the request stays with that account',
  async (t, stores) => {
    const { ask, makeAccount, verify, lastTokenTo, tokensTo, logIn, eventsOf } = await loggedIn(
      t,
      stores
    )
    await ask(finn)
    const [change] = tokensTo(finn)
    await makeAccount(finn, otherPassword)
    assertProblem(t, await verify(String(change)), 'token-invalid')
    t.equal((await logIn(finn, otherPassword)).statusCode, 200)
    t.equal((await logIn()).statusCode, 200)
    t.strictSame(await eventsOf('verification'), ['success', 'success', 'failure'])
    t.ok(lastTokenTo(finn))
  }
)

inEveryCombination(
  'a confirmed change of address deletes an unconfirmed sign-up with that address',
  async (t, stores) => {
    const { ask, signUp, verify, tokensTo, logIn } = await loggedIn(t, stores)
    await signUp(finn, otherPassword)
    await ask(finn)
    const [signup, change] = tokensTo(finn)
    t.equal((await verify(String(change))).statusCode, 200)
    assertProblem(t, await verify(String(signup)), 'token-invalid')
    t.equal((await logIn(finn)).statusCode, 200)
  }
)

t.test('a user may change the spelling of the address', async (t) => {
  const { ask, verify, lastTokenTo, logIn } = await loggedIn(t)
  await ask('Rey@Example.org')
  t.equal((await verify(lastTokenTo('Rey@Example.org'))).statusCode, 200)
  t.match((await logIn()).json(), { email: 'Rey@Example.org' })
})

inEveryCombination(
  'a request is rejected if the password changes during its check',
  async (t, stores) => {
    const { server, ask, put, access, templatesTo, logIn } = await loggedIn(t, stores)
    const { verify } = server.passwords
    const change = { password: otherPassword, current_password: password }
    server.passwords.verify = async (hash, secret) => {
      server.passwords.verify = verify
      t.equal((await put('password_change', change, access)).statusCode, 200)
      return verify(hash, secret)
    }
    assertProblem(t, await ask(jedi), 'credentials-invalid')
    t.strictSame(templatesTo(jedi), [], 'no link outlives the password change')
    t.equal((await logIn(rey, otherPassword)).statusCode, 200)
  }
)

inEveryCombination(
  'a request is rejected if the account is deleted during its check',
  async (t, stores) => {
    const { server, ask, templatesTo } = await loggedIn(t, stores)
    const { verify } = server.passwords
    server.passwords.verify = async (hash, secret) => {
      await server.db.deleteFrom('users').execute()
      return verify(hash, secret)
    }
    assertProblem(t, await ask(jedi), 'token-invalid')
    t.strictSame(templatesTo(jedi), [])
  }
)

inEveryCombination(
  'a password reset that races with an address change mails no link',
  async (t, stores) => {
    const { server, ask, post, verify, lastTokenTo, tokensTo, templatesTo } = await loggedIn(
      t,
      stores
    )
    await ask(jedi)
    let forgotten: ReturnType<typeof post> | undefined
    beforeNextCommit(server.db, async () => {
      forgotten = post('password_forgotten', { email: rey })
      await setTimeout(300)
    })
    t.equal((await verify(lastTokenTo(jedi))).statusCode, 200)
    t.equal((await forgotten)?.statusCode, 202)
    t.strictSame(templatesTo(rey), ['verify-address', 'address-changed'])
    t.equal(tokensTo(rey).length, 1, 'the token of the sign-up')
    await post('password_forgotten', { email: jedi })
    t.equal(templatesTo(jedi).at(-1), 'reset-password')
  }
)
