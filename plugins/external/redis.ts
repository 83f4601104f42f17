import type {} from '@fastify/redis'
import fp from 'fastify-plugin'
import { connectRedis } from '../../src/redis/connect.js'
import { logOutages } from '../../src/redis/log-outages.js'

/** The connection to Redis, if it is configured. */
export default fp(
  async (app) => {
    const { redis: target, settings } = app.config
    if (target === null) return
    const client = await connectRedis(target, settings.REDIS_TIMEOUT_MS, (created) =>
      app.addHook('onClose', async () => {
        await created.quit().catch(() => created.disconnect())
      })
    )
    logOutages(client, app.log)
    await app.register(import('@fastify/redis'), { client })
  },
  { name: 'redis', dependencies: ['config'] }
)
