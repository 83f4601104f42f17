import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { answersPublic, recovers, refusesAll, refusesCrowd } from './outage.js'
import { buildOn, buildTwo, getFilms, logOut, statusOf, watchRejections } from './redis-app.js'

t.test(
  'secured routes return 503 while Redis is down, and recover after it restarts',
  async (t) => {
    const rejections = watchRejections(t)
    const redis = await startRedis(t, { persistent: true })
    const [one, other] = await buildTwo(t, redis)
    const revoked = mint()
    await logOut(one, revoked)
    t.equal(await statusOf(getFilms(other, mint())), 200)

    for (const outage of ['first', 'second']) {
      t.comment(`the ${outage} outage`)
      await redis.kill()
      await refusesCrowd(t, one)
      const others = [refusesCrowd(t, other), refusesAll(t, one, 2500), refusesAll(t, other, 2500)]
      await Promise.all([...others, answersPublic(t, one)])
      await redis.restart()
      await Promise.all([recovers(t, one, revoked), recovers(t, other, revoked)])
    }
    t.same(rejections, [])
  }
)

t.test('pending requests return 503 when Redis is killed', async (t) => {
  const rejections = watchRejections(t)
  const redis = await startRedis(t)
  const app = await buildOn(t, redis)
  redis.pause()
  const crowd = Promise.all(Array.from({ length: 50 }, () => statusOf(getFilms(app, mint()))))
  const logout = statusOf(logOut(app, mint()))
  // By then the commands have been sent and have not timed out.
  await sleep(50)
  await redis.kill()
  t.same([...new Set(await crowd)], [503])
  t.equal(await logout, 503)
  t.same(rejections, [])
})
