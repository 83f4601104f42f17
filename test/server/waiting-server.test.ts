import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { openWaitingServer } from '../../processes/waiting-server.js'
import { freePort } from '../free-port.js'
import { sendRaw } from '../helper.js'

const HOST = '127.0.0.1'

t.test('while it waits, only the process is healthy', async (t) => {
  const PORT = await freePort()
  const waiting = await openWaitingServer({ settings: { HOST, PORT }, basePath: '/api' })
  t.teardown(() => waiting.close())
  waiting.waitFor('redis')
  const origin = `http://${HOST}:${PORT}`
  for (const path of ['/healthz', '/healthz/', '/healthz?x=1']) {
    const response = await fetch(origin + path)
    t.equal(response.status, 200, path)
    t.equal(response.headers.get('connection'), 'close')
    t.strictSame(await response.json(), { status: 'ok' })
  }
  t.match(
    await sendRaw(PORT, 'HEAD /healthz HTTP/1.1\r\n\r\n'),
    /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n$/s
  )

  const requests: [path: string, method: string][] = [
    ['/readyz', 'GET'],
    ['/', 'GET'],
    ['/films/v1/', 'GET'],
    ['/healthzz', 'GET'],
    ['/healthz', 'POST']
  ]
  for (const [path, method] of requests) {
    const response = await fetch(origin + path, { method })
    t.equal(response.status, 503, `${method} ${path}`)
    t.equal(response.headers.get('content-type'), 'application/problem+json')
    t.ok(Number(response.headers.get('retry-after')) > 0)
    t.match(await response.json(), {
      status: 503,
      type: '/api/problems/service-unavailable',
      code: 'service-unavailable',
      detail: /^redis-unreachable: /,
      instance: `urn:uuid:${response.headers.get('x-request-id')}`
    })
  }
  waiting.waitFor('database')
  t.match(await (await fetch(`${origin}/readyz`)).json(), { detail: /^database-unreachable: / })
})

t.test('another server takes over the port without losing a connection', async (t) => {
  const PORT = await freePort()
  const waiting = await openWaitingServer({ settings: { HOST, PORT }, basePath: '/api' })
  const server = createServer((_request, response) => response.end('served'))
  t.teardown(() => server.close())
  waiting.handOver(server)
  // The operating system accepts the connection while no server reads it.
  const early = sendRaw(PORT, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  server.listen({ host: HOST, port: PORT })
  await once(server, 'listening')
  t.equal((server.address() as AddressInfo).port, PORT)
  t.match(await early, /served$/)
  t.equal(await (await fetch(`http://${HOST}:${PORT}/`)).text(), 'served')
})

t.test('a port in use is reported', async (t) => {
  const PORT = await freePort()
  const waiting = await openWaitingServer({ settings: { HOST, PORT }, basePath: '/api' })
  await t.rejects(
    openWaitingServer({ settings: { HOST, PORT }, basePath: '/api' }),
    /HOST, PORT: .*EADDRINUSE/
  )
  waiting.close()
})
