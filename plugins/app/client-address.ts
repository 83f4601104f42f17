import fp from 'fastify-plugin'

/**
 * Reads a client's address while there is one: Node keeps what was asked for once, and knows nothing
 * of a connection that has closed. What an impatient client asked for is done and written down as
 * everybody's: a logout whose answer nobody waits for is a logout.
 */
export default fp(
  async (app) => {
    app.server.on('connection', (socket) => void socket.remoteAddress)
  },
  { name: 'client-address' }
)
