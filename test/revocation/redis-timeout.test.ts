import { mock } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { mint } from '../helper.js'
import { type RedisServer, startRedis } from '../redis-server.js'
import { buildOn, getFilms, statusOf } from './redis-app.js'

const timeout = 500
const env = { REDIS_TIMEOUT_MS: String(timeout) }

/**
 * Resumes Redis at the end of the test: by then the mocked timers of pending work no longer exist.
 */
function pause(t: Test, redis: RedisServer): void {
  redis.pause()
  t.teardown(() => redis.resume())
}

/**
 * Starts work that waits for a paused Redis.
 *
 * @returns the duration in milliseconds of a mocked clock that advances by one for each turn of the
 * event loop. Other work takes few turns, even on a busy machine
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
    // This timer is not mocked.
    await sleep(1)
    mock.timers.tick(1)
  }
  mock.timers.reset()
  await done
  return passed
}

t.test('a request waits for a paused Redis no longer than REDIS_TIMEOUT_MS', async (t) => {
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

t.test('closing waits for a paused Redis no longer than two timeouts', async (t) => {
  const redis = await startRedis(t)
  const app = await buildOn(t, redis, { env })
  pause(t, redis)
  const waited = await timeOf(t, () => app.close())
  t.ok(waited < 2 * timeout, `${waited} ms`)
})

t.test('the start fails within four timeouts', async (t) => {
  const redis = await startRedis(t)
  pause(t, redis)
  const waited = await timeOf(t, () =>
    t.rejects(buildOn(t, redis, { env }), /cannot connect to Redis/)
  )
  t.ok(waited < 4 * timeout, `${waited} ms`)
})
