import type {} from '@fastify/redis'
import fp from 'fastify-plugin'
import type { Cluster, Redis } from 'ioredis'
import { connectRedis } from '../../src/redis/connect.js'
import { logOutages } from '../../src/redis/log-outages.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Chooses where state that instances share is kept: in Redis if it is configured, otherwise in
     * the memory of this process. All subjects with such state choose here.
     */
    redisOrMemory<T>(inRedis: (client: Redis | Cluster) => T, inMemory: () => T): T
  }
}

/** The connection to Redis, if it is configured. */
export default fp(
  async (app) => {
    const { redis: target, settings } = app.config
    if (target === null) {
      app.decorate('redisOrMemory', (_inRedis, inMemory) => inMemory())
      return
    }
    const client = await connectRedis(target, settings.REDIS_TIMEOUT_MS, (created) =>
      app.addHook('onClose', async () => {
        await created.quit().catch(() => created.disconnect())
      })
    )
    logOutages(client, app.log)
    await app.register(import('@fastify/redis'), { client })
    app.decorate('redisOrMemory', (inRedis) => inRedis(client))
  },
  { name: 'redis', dependencies: ['config'] }
)
