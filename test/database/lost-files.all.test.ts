import { renameSync, rmSync } from 'node:fs'
import t from 'tap'
import { createUser, logIn, logOut, tryLogin } from '../accounts/actors.js'
import { build } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { openStores } from '../stores.js'
import { until } from '../until.js'
import { assertNoticed, films, isReady, losses, signUp, start } from './losses.js'

for (const [what, loss] of Object.entries(losses)) {
  t.test(`${what}: requests return 503`, (t) => assertNoticed(t, loss))
}

t.test(
  'a process whose directory was removed detects a second process in the same place',
  async (t) => {
    const { app, token, DATA_DIR } = await start(t)
    rmSync(DATA_DIR, { recursive: true })
    const second = await build(t, { env: { DATA_DIR } })
    t.equal((await signUp(second)).statusCode, 202)
    assertProblem(t, await logOut(app, token), 'service-unavailable')
    await until(async () => (await films(app, token)).statusCode === 503)
    t.ok(await isReady(second))
    await second.close()
    t.notOk(await isReady(app), 'its own database is still missing')
  }
)

t.test('a lost database file is also detected with Redis', async (t) => {
  const stores = await openStores(t, { database: 'SQLite', set: 'Redis' }, t)
  const app = await stores.build()
  const user = await createUser(app)
  const { token } = await logIn(app, user)
  const readiness = async () => (await app.inject('/readyz')).json()
  await until(async () => (await readiness()).status === 'ok')
  const file = `${stores.env.DATA_DIR}/starwars.db`
  renameSync(file, `${file}.away`)
  for (const answer of [await logOut(app, token), await tryLogin(app, user)]) {
    t.match(assertProblem(t, answer, 'service-unavailable').detail, /^database-lost: /)
  }
  t.match(
    assertProblem(t, await app.inject('/readyz'), 'service-unavailable').detail,
    /^database-lost: /
  )
  // Another instance may serve the current file and fill the set from it, so this one no longer
  // trusts Redis.
  await until(async () => (await films(app, token)).statusCode === 503)
  renameSync(`${file}.away`, file)
  await until(async () => (await readiness()).status === 'ok')
  t.equal((await films(app, token)).statusCode, 200)
  t.equal((await logOut(app, token)).statusCode, 200)
})
