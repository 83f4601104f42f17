import t from 'tap'
import { beforeNextCommit } from '../database/before-commit.js'
import { mint, noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { otherPassword, password, rey, start } from './flows.js'

t.test('an email token is valid for an hour, one purpose and an enabled user', async (t) => {
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
  t.equal((await verify(token)).statusCode, 200, 'the rejected attempts did not use the token up')
})

t.test('an internal error does not use the token up', async (t) => {
  const { server, signUp, verify, lastTokenTo } = await start(t)
  await signUp()
  beforeNextCommit(server.db, async () => {
    throw new Error('hunter2')
  })
  assertProblem(t, await verify(lastTokenTo(rey)), 'internal-error')
  t.equal((await verify(lastTokenTo(rey))).statusCode, 200)
})

t.test('a new link is mailed for the newest pending sign-up only', async (t) => {
  const { server, post, signUp, makeAccount, verify, logIn, mails, tokensTo } = await start(t)
  const resend = (email: string) => post('email_verification/resend', { email })
  const finn = 'finn@example.org'
  await signUp(finn, otherPassword)
  await makeAccount()
  await signUp('poe@example.org')
  await server.db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', 3).execute()
  mails.length = 0
  const answers = []
  for (const email of [rey, 'poe@example.org', 'nobody@example.org', 'FINN@example.org']) {
    answers.push(await resend(email))
  }
  t.equal(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size, 1)
  t.strictSame(
    mails.map(({ recipient }) => recipient),
    [finn]
  )
  await server.db.updateTable('one_time_tokens').set({ email: null }).execute()
  await resend(finn)
  t.equal((await verify(String(tokensTo(finn)[0]))).statusCode, 200)
  t.equal((await logIn(finn, otherPassword)).statusCode, 200)
  await server.db.updateTable('users').set({ verified_at: null }).execute()
  mails.length = 0
  t.equal((await resend(finn)).statusCode, 202)
  t.strictSame(mails, [], 'no sign-up is pending')
})
