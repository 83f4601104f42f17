import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'

/** A logout whose body comes in two halves, long apart; the service waits for the second. */
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
  socket.on('data', (chunk) => (answer += chunk))
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
      '',
      '{"a": "1234'
    ].join('\r\n')
  )
  // By then the service has read the headers and checked the token.
  await sleep(500)
  return {
    /** All that the service answers, once it has closed the connection. */
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
