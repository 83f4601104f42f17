import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { bearer, build, mint } from '../helper.js'
import { assertProblem } from './assert-problem.js'

/** In milliseconds; the service sheds from a mean delay of 1,000 on. */
const block = 1150

/** Holds up the event loop, as work that is too much for it does. */
async function press(server: { isUnderPressure(): boolean }) {
  for (let round = 0; round < 6 && !server.isUnderPressure(); round++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, block)
    await turn()
  }
}

t.test('while the event loop lags, all but the probes is turned away at once', async (t) => {
  const server = await build(t, {
    env: { CORS_ORIGINS: 'https://a.example' },
    maxEventLoopDelay: 1000
  })
  const request = { url: '/films/v1/', headers: { ...bearer(mint()), origin: 'https://a.example' } }
  t.equal((await server.inject(request)).statusCode, 200, 'before')

  await press(server)
  t.ok(server.isUnderPressure(), 'the loop lags')

  const shed = await server.inject(request)
  assertProblem(t, shed, 'service-unavailable')
  t.equal(shed.headers['retry-after'], '1')
  t.equal(shed.headers['x-content-type-options'], 'nosniff')
  t.equal(shed.headers['access-control-allow-origin'], 'https://a.example')
  for (const url of ['/', '/ui/', '/openapi.json', '/problems/', '/nothing']) {
    assertProblem(t, await server.inject(url), 'service-unavailable')
  }
  for (const url of ['/healthz', '/readyz', '/healthz/']) {
    const answer = await server.inject(url)
    t.equal(answer.statusCode, 200, url)
    t.equal((await server.inject({ method: 'HEAD', url })).statusCode, 200, `HEAD ${url}`)
  }

  await wait(2100)
  t.equal((await server.inject(request)).statusCode, 200, 'after')
})

t.test('what the start itself took is no load', async (t) => {
  const server = await build(t, { maxEventLoopDelay: 10 })
  const end = performance.now() + 1900
  while (!server.isUnderPressure() && performance.now() < end) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    await turn()
  }
  t.ok(server.isUnderPressure(), 'the loop has lagged')
  t.equal((await server.inject('/')).statusCode, 200)
})
