import t from 'tap'
import { mint, noon } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { password, rey, start } from './flows.js'

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
