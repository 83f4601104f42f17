import t from 'tap'
import { bearer, build } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { adminOf } from './admin/admins.js'

t.test('the role comes from the account, not from the token', async (t) => {
  const app = await build(t)
  const { token } = await adminOf(app)
  const users = () => app.inject({ url: '/users/v1/', headers: bearer(token) })
  t.equal((await users()).statusCode, 200)
  await app.db.updateTable('users').set({ access_role: 'basic' }).execute()
  const refused = await users()
  assertProblem(t, refused, 'authorisation-required')
  t.match(refused.headers['www-authenticate'], /insufficient_scope.*admin/)
})
