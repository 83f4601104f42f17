import fp from 'fastify-plugin'
import type { Clock } from '../../src/tokens/claims.js'

declare module 'fastify' {
  interface FastifyInstance {
    clock: Clock
  }
}

/** The only clock of the service, in seconds since the epoch. Tests pass their own. */
export default fp<{ clock?: Clock }>(
  async (app, { clock = () => Date.now() / 1000 }) => {
    app.decorate('clock', clock)
  },
  { name: 'clock' }
)
