import t from 'tap'
import { problem } from '../../src/problems/problem.js'
import { bearer, mint, sendRaw } from '../helper.js'
import { until } from '../until.js'
import { captureLog, type Line, levels } from './capture-log.js'

const token = bearer(mint())

t.test('at info, a successful request is not logged', async (t) => {
  const { server, lines } = await captureLog(t, 'info')
  for (const url of ['/films/v1/', '/films/v1/1', '/', '/healthz', '/problems/', '/ui/']) {
    t.equal((await server.inject({ url, headers: token })).statusCode, 200)
  }
  const fresh = { url: '/films/v1/', headers: { ...token, 'if-none-match': '*' } }
  t.equal((await server.inject(fresh)).statusCode, 304)
  t.strictSame(lines(), [])
})

t.test('a failed request is one line with the request id of the response', async (t) => {
  const failing = [
    { url: '/nothing', statusCode: 404 },
    { url: '/films/v1/', statusCode: 401 },
    { url: '/films/v1/?limit=0', headers: token, statusCode: 400 },
    { url: '/films/v1/999', headers: token, statusCode: 404 },
    { method: 'DELETE', url: '/films/v1/1', statusCode: 405 }
  ] as const
  const { server, lines } = await captureLog(t, 'info')
  for (const [i, { statusCode, ...request }] of failing.entries()) {
    const answer = await server.inject(request)
    t.equal(answer.statusCode, statusCode)
    t.equal(lines().length, i + 1)
    const { time, pid, hostname, milliseconds, ...line } = lines()[i] as Line
    t.strictSame(line, {
      level: levels.info,
      reqId: answer.headers['x-request-id'],
      method: 'method' in request ? request.method : 'GET',
      url: request.url,
      statusCode,
      remoteAddress: '127.0.0.1',
      msg: 'request'
    })
    t.ok(Number.isInteger(milliseconds))
  }
})

for (const level of ['debug', 'trace']) {
  t.test(`at ${level} every request is one line`, async (t) => {
    const { server, lines } = await captureLog(t, level)
    const answer = await server.inject({ url: '/films/v1/', headers: token })
    const ours = lines().filter(({ msg }) => msg === 'request')
    t.equal(ours.length, 1)
    t.match(ours[0], {
      level: levels.debug,
      reqId: answer.headers['x-request-id'],
      statusCode: 200
    })
  })
}

t.test('an unexpected error is logged in full, and not returned', async (t) => {
  const { server, lines } = await captureLog(t, 'info', (server) => {
    server.get('/failing', { config: { public: true } }, async () => {
      throw new Error('hunter2')
    })
  })
  const answer = await server.inject('/failing')
  t.notMatch(answer.body, 'hunter2')
  const [cause, request, ...rest] = lines()
  t.strictSame(rest, [])
  const reqId = answer.headers['x-request-id']
  t.match(cause, { level: levels.error, reqId, msg: 'unexpected error' })
  t.match(cause, { err: { type: 'Error', message: 'hunter2', stack: /at / } })
  t.match(request, { level: levels.error, reqId, statusCode: 500, msg: 'request' })
})

t.test('a 503 is one line at level error', async (t) => {
  const { server, lines } = await captureLog(t, 'info')
  server.revocationSet.probe = async () => {
    throw problem('service-unavailable')
  }
  const reqId = (await server.inject('/readyz')).headers['x-request-id']
  t.equal(lines().length, 1)
  t.match(lines(), [
    {
      level: levels.error,
      reqId,
      statusCode: 503,
      reason: /cannot process/,
      msg: 'service-unavailable'
    }
  ])
})

t.test('of the requests that fail in an outage, one is logged, with the reason', async (t) => {
  const { server, lines } = await captureLog(t, 'info')
  server.revocationSet.probe = async () => {
    throw problem('service-unavailable', {
      detail: 'redis-unreachable: x',
      cause: Object.assign(new Error('no answer'), { code: 'ECODE' })
    })
  }
  const reqId = (await server.inject('/readyz')).headers['x-request-id']
  for (let i = 0; i < 20; i++) await server.inject('/readyz')
  t.match(lines()[0], {
    level: levels.error,
    reqId,
    url: '/readyz',
    statusCode: 503,
    reason: 'no answer',
    cause: 'ECODE',
    count: 1,
    msg: 'service-unavailable'
  })
  await until(() => lines().reduce((sum, { count }) => sum + Number(count), 0) === 21)
  t.ok(lines().length < 21)
})

t.test('at debug each request of an outage is logged', async (t) => {
  const { server, lines } = await captureLog(t, 'debug')
  server.revocationSet.probe = async () => {
    throw problem('service-unavailable')
  }
  for (let i = 0; i < 3; i++) await server.inject('/readyz')
  t.equal(lines().filter(({ statusCode }) => statusCode === 503).length, 3)
})

t.test('a malformed URL is logged with the request id of the response', async (t) => {
  const { server, lines } = await captureLog(t, 'info')
  const reqId = (await server.inject('/%')).headers['x-request-id']
  t.match(lines(), [{ level: levels.info, reqId }])
})

t.test('an unreadable request is one line', async (t) => {
  const { server, lines } = await captureLog(t, 'info')
  await server.listen({ host: '127.0.0.1', port: 0 })
  const before = lines().length
  const address = server.server.address() as { port: number }
  const answer = await sendRaw(address.port, 'nonsense\r\n\r\n')
  const told = lines().slice(before)
  t.equal(told.length, 1)
  t.match(told[0], { level: levels.info, code: 'request-malformed', msg: 'unreadable request' })
  t.match(answer, `x-request-id: ${told[0]?.reqId}`)
})

t.test('the level silent logs nothing', async (t) => {
  const { server, text } = await captureLog(t, 'silent')
  await server.inject('/nothing')
  t.equal(text(), '')
})
