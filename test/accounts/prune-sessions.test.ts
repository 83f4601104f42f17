import t from 'tap'
import { build, noon } from '../helper.js'
import { inEveryCombination } from '../stores.js'
import { createUser, logIn } from './actors.js'

const several = { SESSIONS: 'multiple' }

inEveryCombination(
  'sessions are deleted an hour after their last token has expired',
  async (t, stores) => {
    let now = noon
    const app = await stores.build({ clock: () => now, env: several })
    const user = await createUser(app)
    await logIn(app, user)
    now += 100
    await logIn(app, user)
    const left = async () => (await app.db.selectFrom('sessions').selectAll().execute()).length
    now = noon + 86_400 + 3600
    await app.prune('sessions')
    t.equal(await left(), 2)
    now += 1
    await app.prune('sessions')
    t.equal(await left(), 1)
    now += 100
    await app.prune('sessions')
    t.equal(await left(), 0)
  }
)

t.test('one run deletes any number of sessions', async (t) => {
  let now = noon
  const app = await build(t, { clock: () => now, env: several })
  await logIn(app, await createUser(app))
  const row = await app.db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
  for (let batch = 0; batch < 5; batch++) {
    const more = Array.from({ length: 100 }, (_, index) => ({ ...row, sid: `${batch}-${index}` }))
    await app.db.insertInto('sessions').values(more).execute()
  }
  now += 1_000_000
  await app.prune('sessions')
  t.strictSame(await app.db.selectFrom('sessions').selectAll().execute(), [])
})
