import type { Socket } from 'node:net'
import fp from 'fastify-plugin'

/**
 * Once the service is closing, every answer ends its connection: Fastify tells only those requests
 * that arrive afterwards, and the others' connections would stay open, idle, until the time is up.
 * Connections on which nothing ever came are ended at once: Node does not count them as idle.
 */
export default fp(
  async (app) => {
    let isClosing = false
    const sockets = new Set<Socket>()
    app.server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    app.addHook('preClose', (done) => {
      isClosing = true
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
      done()
    })
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (isClosing) reply.header('connection', 'close')
      done()
    })
  },
  { name: 'drain' }
)
