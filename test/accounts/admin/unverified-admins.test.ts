import t from 'tap'
import { assertProblem } from '../../http/assert-problem.js'
import { createUser, deleteMe } from '../actors.js'
import { startAdmin } from './admins.js'

t.test('an unverified admin does not count when the last admin leaves', async (t) => {
  const { app, admin } = await startAdmin(t)
  await createUser(app, { role: 'admin', isVerified: false })
  assertProblem(t, await deleteMe(app, admin.token, admin.user.password), 'last-admin')

  await createUser(app, { role: 'admin' })
  const { statusCode } = await deleteMe(app, admin.token, admin.user.password)
  t.equal(statusCode, 200, 'allowed with another verified admin')
})
