import { createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { checkSmtpUtf8, needsSmtpUtf8 } from '../../src/mail/smtp-utf8.js'

/** A mail server that accepts connections and sends nothing. */
async function silentServer(t: Test) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
  })
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { server, sockets, options: { host: '127.0.0.1', port } }
}

t.test('only the part before the @ requires SMTPUTF8', async (t) => {
  t.ok(needsSmtpUtf8('réy@example.org'))
  t.notOk(needsSmtpUtf8('rey@exämple.org'), 'a domain has an ASCII form')
})

t.test('the signal aborts the check of a server that does not respond', async (t) => {
  const { server, sockets, options } = await silentServer(t)
  const abort = new AbortController()
  const asked = checkSmtpUtf8(options, abort.signal)
  await new Promise((connected) => server.once('connection', connected))
  abort.abort(new Error('the service is closing'))
  await t.rejects(asked, { message: 'the service is closing' })
  const [socket] = sockets
  await new Promise((closed) => socket?.once('close', closed).resume())
})

t.test('an aborted signal prevents the connection', async (t) => {
  const { sockets, options } = await silentServer(t)
  const late = checkSmtpUtf8(options, AbortSignal.abort(new Error('too late')))
  await t.rejects(late, { message: 'too late' })
  t.equal(sockets.size, 0)
})
