import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Closes connections that are no longer useful.
 *
 * A client that disconnects before its connection is accepted has no address, and none can be
 * recorded: its connection is closed. Node keeps the address of all others, also after they have
 * disconnected.
 *
 * Before and while the service closes, every response ends its connection. Fastify does this only
 * for requests that arrive afterwards: the other connections would stay open and idle until the
 * timeout.
 * Connections without any request are closed at once, because Node does not count them as idle.
 */
export function closeUselessConnections(app: FastifyInstance): void {
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    if (socket.remoteAddress === undefined) {
      socket.destroy()
      return
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.addHook('preClose', (done) => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (app.isClosing()) reply.header('connection', 'close')
    done()
  })
}
