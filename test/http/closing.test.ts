import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import t, { type Test } from 'tap'
import { stopAccepting } from '../../plugins/app/http/stop-accepting.js'
import { bearer, build, listen, mint } from '../helper.js'
import { until } from '../until.js'
import { assertProblem } from './assert-problem.js'

t.test(
  'before it closes, an instance is not ready, and each response ends its connection',
  async (t) => {
    const server = await build(t)
    t.equal((await server.inject('/readyz')).statusCode, 200)
    const skipped = new AbortController()
    const left = server.leave(3600, skipped.signal)

    const closing = await server.inject('/readyz')
    t.match(assertProblem(t, closing, 'service-unavailable').detail, /^closing: /)
    t.equal(closing.headers['retry-after'], '1')
    for (const [url, status] of [
      ['/healthz', 200],
      ['/films/v1/', 200],
      ['/films/v1/99', 404],
      ['/nothing', 404],
      ['/ui/', 200],
      ['/films/v1/%', 400]
    ] as const) {
      const answer = await server.inject({ url, headers: bearer(mint()) })
      t.equal(answer.statusCode, status, url)
      t.equal(answer.headers.connection, 'close', url)
    }
    skipped.abort()
    await left
  }
)

/** Opens a connection that has received a response and is now idle. */
async function openIdle(t: Test, port: number) {
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => void socket.destroy())
  const closed = once(socket, 'close')
  let received = ''
  socket.setEncoding('latin1').on('data', (chunk) => (received += chunk))

  /** Sends a request, and returns the response. */
  async function ask(): Promise<string> {
    received = ''
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await until(() => received.endsWith('}'))
    return received
  }

  t.match(await ask(), /^HTTP\/1\.1 200 .*connection: keep-alive/is)
  return { ask, closed, socket }
}

/** Waits until the listener has closed. */
async function isRefused(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { connection: 'close' } })
    return false
  } catch (error) {
    return (error as { cause: { code: string } }).cause.code === 'ECONNREFUSED'
  }
}

t.test('after the delay it refuses new connections, and serves the open ones', async (t) => {
  const { server, port } = await listen(t)
  const { ask, closed } = await openIdle(t, port)
  const left = server.leave(0, new AbortController().signal)
  await until(() => isRefused(port))
  t.match(await ask(), /^HTTP\/1\.1 200 .*connection: close/is)
  await closed
  await left
})

t.test('it does not wait for idle connections forever', async (t) => {
  const { server, port } = await listen(t)
  const { closed, socket } = await openIdle(t, port)
  await server.leave(0, new AbortController().signal)
  t.equal(await isRefused(port), true)
  t.equal(socket.closed, false)
  await server.close()
  await closed
})

t.test('a further signal ends the wait for open connections', async (t) => {
  const { server, port } = await listen(t)
  const { socket } = await openIdle(t, port)
  const skipped = new AbortController()
  const left = server.leave(0, skipped.signal)
  await until(() => isRefused(port))
  skipped.abort()
  await left
  t.equal(socket.closed, false)
})

t.test('a listener with new connections in each turn closes in the end', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  let isBusy = true
  const accept = () => {
    server.emit('connection')
    if (isBusy) setImmediate(accept)
  }
  accept()
  await stopAccepting(server)
  isBusy = false
  t.equal(server.listening, false)
})
