import fp from 'fastify-plugin'
import { createMemorySet } from '../../src/revocation/memory-set.js'
import { createRedisSet } from '../../src/revocation/redis-set.js'
import type { RevocationSet } from '../../src/revocation/revocation-set.js'

declare module 'fastify' {
  interface FastifyInstance {
    revocation: RevocationSet
  }
}

export default fp(
  async (app) => {
    const { REDIS_URL, REDIS_PREFIX } = app.config.settings
    const set =
      REDIS_URL === undefined
        ? createMemorySet(app.clock)
        : createRedisSet(app.redis, REDIS_PREFIX, app.clock)
    app.decorate('revocation', set)
  },
  { name: 'revocation', dependencies: ['config', 'clock', 'redis'] }
)
