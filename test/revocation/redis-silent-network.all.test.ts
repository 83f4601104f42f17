import t from 'tap'
import { defaultRedisTimeout, mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { recovers, refusesAll } from './outage.js'
import { buildOn, getFilms, logOut, statusOf } from './redis-app.js'
import { startProxy } from './tcp-proxy.js'

/*
 * As after a firewall has dropped its state or an address has moved to another machine: the old
 * connections stay open without traffic, and only new connections work.
 */
t.test('a connection without responses is closed and replaced', async (t) => {
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
