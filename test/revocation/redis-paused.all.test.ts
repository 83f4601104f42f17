import t from 'tap'
import { defaultRedisTimeout, mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { answersPublic, recovers, refusesAll, refusesCrowd } from './outage.js'
import { buildOn, buildTwo, getFilms, logOut, statusOf, watchRejections } from './redis-app.js'

t.test('secured routes return 503 while Redis is paused, and recover afterwards', async (t) => {
  const rejections = watchRejections(t)
  const redis = await startRedis(t)
  const [one, other] = await buildTwo(t, redis, defaultRedisTimeout)
  const revoked = mint()
  await logOut(one, revoked)
  t.equal(await statusOf(getFilms(other, mint())), 200)
  // Generates the cached pages in advance: generating them later would distort the timing.
  await answersPublic(t, one)

  for (const outage of ['first', 'second']) {
    t.comment(`the ${outage} outage`)
    redis.pause()
    await refusesCrowd(t, one)
    const others = [refusesCrowd(t, other), refusesAll(t, one, 3000), refusesAll(t, other, 3000)]
    await Promise.all([...others, answersPublic(t, one)])
    redis.resume()
    await Promise.all([recovers(t, one, revoked), recovers(t, other, revoked)])
  }
  t.same(rejections, [])
})

t.test('the service recovers after a pause of any length', async (t) => {
  const redis = await startRedis(t)
  const app = await buildOn(t, redis, { env: defaultRedisTimeout })
  const revoked = mint()
  await logOut(app, revoked)
  for (const milliseconds of [100, 300, 520, 700, 900, 1200]) {
    t.comment(`${milliseconds} ms`)
    redis.pause()
    await refusesAll(t, app, milliseconds)
    redis.resume()
    await recovers(t, app, revoked)
  }
})
