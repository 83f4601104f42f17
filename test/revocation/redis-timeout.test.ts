import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { mint } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { buildOn, getFilms, statusOf } from './redis-app.js'

const timeout = 250

t.test('a silent Redis is waited for REDIS_TIMEOUT_MS, and no longer', async (t) => {
  const redis = await startRedis(t)
  const app = await buildOn(t, redis, { env: { REDIS_TIMEOUT_MS: String(timeout) } })
  redis.pause()
  t.teardown(() => redis.resume())
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())

  let status = 0
  statusOf(getFilms(app, mint())).then((answered) => {
    status = answered
  })
  let waited = 0
  for (; status === 0 && waited < 10 * timeout; waited++) {
    await turn()
    mock.timers.tick(1)
  }
  t.equal(status, 503)
  t.ok(waited >= timeout && waited < 2 * timeout, `after ${waited} ms of the mocked clock`)
  mock.timers.reset()
})
