import type { Socket } from 'node:net'
import fp from 'fastify-plugin'

/**
 * Reads a client's address while there is one: Node keeps what was asked for once, and knows nothing
 * of a connection that has closed. What an impatient client asked for is done and written down as
 * everybody's: a logout whose answer nobody waits for is a logout. Who broke off before the
 * connection was taken has no address at all, and is not listened to: nothing is done for nobody.
 */
export default fp(
  async (app) => {
    app.server.on('connection', (socket: Socket) => {
      if (socket.remoteAddress === undefined) socket.destroy()
    })
  },
  { name: 'client-address' }
)
