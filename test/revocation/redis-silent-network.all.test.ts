import t from 'tap'
import { defaultRedisTimeout, mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { recovers, refusesAll } from './outage.js'
import { buildOn, getFilms, logOut, statusOf } from './redis-app.js'
import { startProxy } from './tcp-proxy.js'

/*
 * As when a firewall forgets its connections or an address moves to another machine: nobody closes
 * the old connections, and only new ones work.
 */
t.test('a connection that fell silent is given up, and a new one made', async (t) => {
  const redis = await startRedis(t)
  const proxy = await startProxy(t, redis.port)
  const app = await buildOn(t, proxy, { env: defaultRedisTimeout })
  const revoked = mint()
  await logOut(app, revoked)
  t.equal(await statusOf(getFilms(app, mint())), 200)
  for (const milliseconds of [300, 700, 1000, 1500]) {
    t.comment(`${milliseconds} ms`)
    proxy.silence()
    await refusesAll(t, app, milliseconds)
    proxy.endSilence()
    await recovers(t, app, revoked)
  }
})
