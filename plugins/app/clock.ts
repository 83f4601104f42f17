import fp from 'fastify-plugin'
import type { Clock } from '../../src/tokens/claims.js'

declare module 'fastify' {
  interface FastifyInstance {
    clock: Clock
  }
}

/** The one clock of the service; a test brings its own. */
export default fp<{ clock?: Clock }>(
  async (app, { clock = () => Date.now() / 1000 }) => {
    app.decorate('clock', clock)
  },
  { name: 'clock' }
)
