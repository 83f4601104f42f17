import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { type App, buildOn, getFilms, statusOf } from './redis-app.js'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

async function heapUsed(): Promise<number> {
  // The objects of the last responses are released in the following turns of the event loop.
  await sleep(100)
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const tokens = Array.from({ length: 100 }, () => mint())

async function ask(app: App, rounds: number): Promise<Set<number>> {
  const told = new Set<number>()
  for (let round = 0; round < rounds; round++) {
    const answers = await Promise.all(tokens.map((token) => statusOf(getFilms(app, token))))
    for (const status of answers) told.add(status)
  }
  return told
}

t.test('commands to a paused Redis are not kept in memory', async (t) => {
  const redis = await startRedis(t)
  const app = await buildOn(t, redis, { env: { REDIS_TIMEOUT_MS: '1000' } })
  t.same([...(await ask(app, 2))], [200])
  redis.pause()
  t.same([...(await ask(app, 50))], [503])
  const before = await heapUsed()
  t.same([...(await ask(app, 150))], [503])
  const perRequest = ((await heapUsed()) - before) / (150 * tokens.length)
  // A command that is kept takes 2.7 kB.
  t.ok(perRequest < 1500, `${perRequest.toFixed(1)} bytes for each request`)
  redis.resume()
})
