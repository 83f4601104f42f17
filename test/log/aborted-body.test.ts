import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { captureLog, levels } from './capture-log.js'

t.test('a body that the client aborts is not logged as a warning or an error', async (t) => {
  const { server, lines } = await captureLog(t, 'info')
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as { port: number }
  const taken = once(server.server, 'connection')
  const client = connect(port, '127.0.0.1')
  const head = ['POST /users/v1/login HTTP/1.1', 'Host: x', 'Content-Type: application/json']
  client.write([...head, 'Content-Length: 100', '', '{"em'].join('\r\n'))
  const [socket] = (await taken) as [Socket]
  await once(server.server, 'request')
  client.resetAndDestroy()
  await new Promise((closed) => socket.once('close', closed))
  await sleep(50)
  t.strictSame(
    lines().filter(({ level }) => level >= levels.warn),
    []
  )
})
