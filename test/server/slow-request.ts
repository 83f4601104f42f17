import { once } from 'node:events'
import { connect } from 'node:net'
import type { Test } from 'tap'
import { until } from '../until.js'

const hasHeaders = 'HTTP/1.1 100 Continue\r\n\r\n'

/** Starts a logout whose body arrives in two parts. The service waits for the second one. */
export async function startSlowLogout(
  t: Test,
  origin: string,
  token: string,
  connection: 'close' | 'keep-alive' = 'keep-alive'
) {
  const { hostname, port, host } = new URL(origin)
  const socket = connect(Number(port), hostname)
  t.teardown(() => void socket.destroy())
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
    socket.on('error', () => {})
  })
  await once(socket, 'connect')
  socket.write(
    [
      'POST /users/v1/logout HTTP/1.1',
      `Host: ${host}`,
      `Connection: ${connection}`,
      `Authorization: Bearer ${token}`,
      'Content-Type: application/json',
      'Content-Length: 20',
      'Expect: 100-continue',
      '',
      '{"a": "1234'
    ].join('\r\n')
  )
  // By now the service has read the headers and waits for the rest of the body.
  await until(() => answer.startsWith(hasHeaders))
  answer = answer.slice(hasHeaders.length)
  return {
    /** Sends the rest, and returns all data until the service closes the connection. */
    async finish(): Promise<string> {
      socket.write('567890"} ')
      await closed
      return answer
    },
    async cutOff(): Promise<string> {
      await closed
      return answer
    }
  }
}
