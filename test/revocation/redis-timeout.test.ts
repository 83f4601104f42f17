import { mock } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { mint } from '../helper.js'
import { type RedisServer, startRedis } from '../redis-server.js'
import { buildOn, getFilms, statusOf } from './redis-app.js'

const timeout = 500
const env = { REDIS_TIMEOUT_MS: String(timeout) }

/** Until the test ends, but no longer: what is under way then has lost its mocked timers. */
function pause(t: Test, redis: RedisServer): void {
  redis.pause()
  t.teardown(() => redis.resume())
}

/**
 * Begins something that waits for a silent Redis.
 *
 * @returns how long it took, in milliseconds of a clock that gets on by one for each turn of the
 *   event loop: what else it does takes few turns, on however busy a machine
 */
async function timeOf(t: Test, work: () => Promise<unknown>): Promise<number> {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  let isDone = false
  const done = work().finally(() => {
    isDone = true
  })
  let passed = 0
  for (; !isDone && passed < 20 * timeout; passed++) {
    // Not among what is mocked.
    await sleep(1)
    mock.timers.tick(1)
  }
  mock.timers.reset()
  await done
  return passed
}

t.test('a silent Redis is waited for REDIS_TIMEOUT_MS, and no longer', async (t) => {
  const redis = await startRedis(t)
  const app = await buildOn(t, redis, { env })
  pause(t, redis)
  let status = 0
  const waited = await timeOf(t, async () => {
    status = await statusOf(getFilms(app, mint()))
  })
  t.equal(status, 503)
  t.ok(waited >= timeout && waited < 2 * timeout, `${waited} ms`)
})

t.test('closing waits for a silent Redis no longer either', async (t) => {
  const redis = await startRedis(t)
  const app = await buildOn(t, redis, { env })
  pause(t, redis)
  const waited = await timeOf(t, () => app.close())
  t.ok(waited < 2 * timeout, `${waited} ms`)
})

t.test('a start is refused within a few timeouts', async (t) => {
  const redis = await startRedis(t)
  pause(t, redis)
  const waited = await timeOf(t, () =>
    t.rejects(buildOn(t, redis, { env }), /cannot connect to Redis/)
  )
  t.ok(waited < 4 * timeout, `${waited} ms`)
})
