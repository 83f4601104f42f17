import { randomUUID } from 'node:crypto'
import t from 'tap'
import { build, mint } from '../helper.js'
import { getFilms, logOut, ready, statusOf } from './redis-app.js'

t.test('without Redis, a revocation takes effect at once', async (t) => {
  const app = await build(t)
  t.equal(await statusOf(ready(app)), 200)
  const sid = randomUUID()
  const [token, unrelated] = [mint(), mint()]
  const [access, refresh] = [mint('access', { sid }), mint('refresh', { sid })]
  for (const good of [token, access]) t.equal(await statusOf(getFilms(app, good)), 200)

  t.equal(await statusOf(logOut(app, token)), 200)
  t.equal(await statusOf(getFilms(app, token)), 401)
  t.equal(await statusOf(logOut(app, token)), 401)

  t.equal(await statusOf(logOut(app, refresh)), 200)
  t.equal(await statusOf(getFilms(app, access)), 401, 'the other token of the session')
  t.equal(await statusOf(logOut(app, refresh)), 401)

  t.equal(await statusOf(getFilms(app, unrelated)), 200)
})
