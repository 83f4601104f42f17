import fp from 'fastify-plugin'

/**
 * Once the service is closing, every answer ends its connection. Fastify tells only those requests
 * that arrive afterwards; the others' connections would stay open, idle, until the time is up.
 */
export default fp(
  async (app) => {
    let isClosing = false
    app.addHook('preClose', (done) => {
      isClosing = true
      done()
    })
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (isClosing) reply.header('connection', 'close')
      done()
    })
  },
  { name: 'drain' }
)
