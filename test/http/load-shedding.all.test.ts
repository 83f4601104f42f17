import { setImmediate as turn } from 'node:timers/promises'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { bearer, build, mint } from '../helper.js'
import { until } from '../until.js'
import { assertProblem } from './assert-problem.js'

/** In milliseconds. The service sheds load from a mean delay of 1,000 on. */
const block = 1150

/** Blocks the event loop until the server is under pressure. */
async function press(server: { isUnderPressure(): boolean }) {
  while (!server.isUnderPressure()) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, block)
    await turn()
  }
}

t.test('all routes but the probes return 503 while the event loop is delayed', async (t) => {
  const server = await build(t, {
    env: { CORS_ORIGINS: 'https://a.example' },
    maxEventLoopDelay: 1000
  })
  const request = { url: '/films/v1/', headers: { ...bearer(mint()), origin: 'https://a.example' } }
  t.equal((await server.inject(request)).statusCode, 200, 'before')

  /** Sends a request while the event loop is delayed. */
  async function ask(options: InjectOptions) {
    await press(server)
    return server.inject(options)
  }
  const shed = await ask(request)
  assertProblem(t, shed, 'service-unavailable')
  t.equal(shed.headers['retry-after'], '1')
  t.equal(shed.headers['x-content-type-options'], 'nosniff')
  t.equal(shed.headers['access-control-allow-origin'], 'https://a.example')
  for (const url of ['/', '/ui/', '/openapi.json', '/problems/', '/nothing']) {
    assertProblem(t, await ask({ url }), 'service-unavailable')
  }
  for (const url of ['/healthz', '/readyz', '/healthz/']) {
    t.equal((await ask({ url })).statusCode, 200, url)
    t.equal((await ask({ method: 'HEAD', url })).statusCode, 200, `HEAD ${url}`)
  }

  await until(async () => (await server.inject(request)).statusCode === 200)
})

t.test('the delay of the event loop during the start does not cause a 503', async (t) => {
  const server = await build(t, { maxEventLoopDelay: 10 })
  const { now } = performance
  const readyAt = now.call(performance)
  t.teardown(() => {
    performance.now = now
  })
  performance.now = () => readyAt
  await press(server)
  t.equal((await server.inject('/')).statusCode, 200)
  performance.now = () => readyAt + 2000
  await press(server)
  t.equal((await server.inject('/')).statusCode, 503)
})
