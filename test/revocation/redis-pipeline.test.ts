import type { Redis } from 'ioredis'
import t from 'tap'
import { mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { buildOn, getFilms, statusOf } from './redis-app.js'
import { startProxy } from './tcp-proxy.js'

async function checksOf(client: Redis): Promise<number> {
  return Number(/^cmdstat_zmscore:calls=(\d+)/m.exec(await client.info('commandstats'))?.[1] ?? 0)
}

t.test('concurrent checks are sent to Redis together', async (t) => {
  const redis = await startRedis(t)
  const proxy = await startProxy(t, redis.port)
  const app = await buildOn(t, proxy)
  const client = await redis.connect(t)

  /** Sends all requests in one turn of the event loop. */
  async function ask(tokens: readonly string[]) {
    const [checks, chunks] = [await checksOf(client), proxy.chunks]
    const told = await Promise.all(tokens.map((token) => statusOf(getFilms(app, token))))
    return {
      told: [...new Set(told)],
      checks: (await checksOf(client)) - checks,
      chunks: proxy.chunks - chunks
    }
  }

  t.test('fifty tokens are checked with fifty commands in few writes', async (t) => {
    const tokens = Array.from({ length: 50 }, () => mint())
    // The first run sets gen in each bucket.
    await ask(tokens)
    const { told, checks, chunks } = await ask(tokens)
    t.same(told, [200])
    t.equal(checks, 50)
    t.ok(chunks <= 5, `${chunks} writes`)
  })

  t.test('fifty concurrent checks of one token send few commands', async (t) => {
    const token = mint()
    await ask([token])
    const { told, checks } = await ask(Array.from({ length: 50 }, () => token))
    t.same(told, [200])
    t.ok(checks >= 1 && checks <= 5, `${checks} commands`)
  })

  t.test('fifty consecutive checks of one token send one command each', async (t) => {
    const token = mint()
    const before = await checksOf(client)
    for (let i = 0; i < 50; i++) t.equal(await statusOf(getFilms(app, token)), 200)
    t.equal((await checksOf(client)) - before, 50, 'no result is cached')
  })
})
