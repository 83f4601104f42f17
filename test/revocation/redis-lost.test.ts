import { randomUUID } from 'node:crypto'
import t from 'tap'
import { mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { buildOn, getFilms, keyOf, logOut, start, statusOf, watchRejections } from './redis-app.js'

/*
 * Redis is where revocations lie: what it loses is lost until the record in the database refills
 * it. What must hold here: the loss is noticed, and the service goes on.
 */

t.test('a check that finds its bucket without gen sets it again, and answers', async (t) => {
  const rejections = watchRejections(t)
  const { app, client } = await start(t)
  const sub = randomUUID()
  const token = mint('access', { sub })
  t.equal(await statusOf(logOut(app, token)), 200)
  t.equal(await statusOf(getFilms(app, token)), 401)

  await client.flushall()
  t.equal(await statusOf(getFilms(app, token)), 200, 'lost with its bucket')
  t.equal(await client.zscore(keyOf(sub), 'gen'), 'inf')

  t.equal(await statusOf(logOut(app, token)), 200, 'and can be revoked again')
  t.equal(await statusOf(getFilms(app, token)), 401)
  t.same(rejections, [])
})

t.test('a bucket without gen still counts for what lies in it', async (t) => {
  const { app, client } = await start(t)
  const sub = randomUUID()
  const token = mint('access', { sub })
  await logOut(app, token)
  await client.zrem(keyOf(sub), 'gen')
  t.equal(await statusOf(getFilms(app, token)), 401)
  t.equal(await client.zscore(keyOf(sub), 'gen'), 'inf', 'and gen is back')
})

t.test('one lost bucket touches no other', async (t) => {
  const { app, client } = await start(t)
  const [lost, kept] = [randomUUID().slice(0, -2), randomUUID().slice(0, -2)]
  const [inLost, inKept] = [
    mint('access', { sub: `${lost}01` }),
    mint('access', { sub: `${kept}02` })
  ]
  await logOut(app, inLost)
  await logOut(app, inKept)
  await client.del(keyOf('01'))
  t.equal(await statusOf(getFilms(app, inKept)), 401)
})

t.test('a Redis that kept its data across a crash forgets nothing', async (t) => {
  const redis = await startRedis(t, { persistent: true })
  const app = await buildOn(t, redis)
  const token = mint()
  await logOut(app, token)
  await redis.kill()
  await redis.restart()
  const another = await buildOn(t, redis)
  t.equal(await statusOf(getFilms(another, token)), 401)
})
