import { randomBytes } from 'node:crypto'
import t from 'tap'
import { mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { recovers, refusesCrowd } from './outage.js'
import { buildOn, logOut, watchRejections } from './redis-app.js'

/** Slows down the loading of the file to about 3 s in total. */
const slowly = ['key-load-delay 1000', 'loading-process-events-interval-bytes 1024']

t.test(
  'secured routes return 503 while Redis loads its data, and recover afterwards',
  async (t) => {
    const rejections = watchRejections(t)
    const redis = await startRedis(t, { config: slowly })
    const app = await buildOn(t, redis)
    const revoked = mint()
    await logOut(app, revoked)
    const client = await redis.connect(t)
    const pipeline = client.pipeline()
    for (let i = 0; i < 3000; i++) pipeline.set(`other:${i}`, 'of somebody else')
    // Redis loads this value last and in one step. Before that, its estimate of the remaining loading
    // time is minutes.
    pipeline.select(1).set('large', randomBytes(20_000_000))
    await pipeline.exec()
    const backup = await redis.backUp()

    await redis.kill()
    const back = redis.restartFrom(backup)
    await refusesCrowd(t, app)
    await back
    await recovers(t, app, revoked)
    t.same(rejections, [])
  }
)
