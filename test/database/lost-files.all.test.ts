import { renameSync, rmSync } from 'node:fs'
import t from 'tap'
import { createUser, logIn, logOut, tryLogin } from '../accounts/actors.js'
import { build } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { openStores } from '../stores.js'
import { until } from '../until.js'
import { assertNoticed, films, isReady, losses, signUp, start } from './losses.js'

for (const [what, loss] of Object.entries(losses)) {
  t.test(`${what}: nothing is served from the file that is no more`, (t) => assertNoticed(t, loss))
}

t.test('a second process beside one whose directory is gone is not unnoticed', async (t) => {
  const { app, token, DATA_DIR } = await start(t)
  rmSync(DATA_DIR, { recursive: true })
  const second = await build(t, { env: { DATA_DIR } })
  t.equal((await signUp(second)).statusCode, 202)
  assertProblem(t, await logOut(app, token), 'service-unavailable')
  await until(async () => (await films(app, token)).statusCode === 503)
  t.ok(await isReady(second))
  await second.close()
  t.notOk(await isReady(app), 'what it serves from is not there, whoever is')
})

t.test('with Redis a database file that is gone is noticed too', async (t) => {
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
  // Others may serve what is there now, and fill the set from that: nothing in Redis is believed.
  await until(async () => (await films(app, token)).statusCode === 503)
  renameSync(`${file}.away`, file)
  await until(async () => (await readiness()).status === 'ok')
  t.equal((await films(app, token)).statusCode, 200)
  t.equal((await logOut(app, token)).statusCode, 200)
})
