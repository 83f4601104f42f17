import t from 'tap'
import { noon } from '../helper.js'
import { rey, start } from './flows.js'

t.test('the housekeeping deletes unconfirmed sign-ups after a week', async (t) => {
  const time = { now: noon }
  const { server, signUp, makeAccount } = await start(t, { clock: () => time.now })
  await makeAccount()
  await signUp('finn@example.org')

  for (const [days, left] of [
    [7, [rey, 'finn@example.org']],
    [8, [rey]]
  ] as const) {
    time.now = noon + days * 86_400
    await server.prune('sign-ups')
    const users = await server.db.selectFrom('users').select('email').orderBy('id').execute()
    t.strictSame(
      users.map(({ email }) => email),
      left
    )
  }
})
