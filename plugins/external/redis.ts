import type {} from '@fastify/redis'
import fp from 'fastify-plugin'
import type { Redis } from 'ioredis'
import { StartError } from '../../src/config/start-error.js'

/** How long after the connection broke the next one is tried, in milliseconds. */
const retryDelay = 100

function refuse(message: string): never {
  throw new StartError([{ variable: 'REDIS_URL', message }])
}

/** An evicting Redis forgets revoked tokens without a word. */
async function checkEviction(client: Redis): Promise<void> {
  const info = await client
    .info('memory')
    .catch((error: Error) => refuse(`this Redis does not answer INFO memory (${error.message})`))
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1]
  if (policy !== 'noeviction') {
    refuse(`this Redis has maxmemory-policy ${policy ?? 'unknown'}; it must be noeviction`)
  }
}

/**
 * The connection to Redis, where `REDIS_URL` names one. Commands fail at once while it is down and
 * after `REDIS_TIMEOUT_MS` when it does not answer; a connection that says nothing is given up and
 * made anew, so that the service recovers by itself.
 */
export default fp(
  async (app) => {
    const { REDIS_URL, REDIS_TIMEOUT_MS } = app.config.settings
    if (REDIS_URL === undefined) return

    // Loaded where they are used: without Redis the service starts without them.
    const { Redis } = await import('ioredis')
    const client = new Redis(REDIS_URL, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: REDIS_TIMEOUT_MS,
      socketTimeout: 2 * REDIS_TIMEOUT_MS,
      connectTimeout: 2 * REDIS_TIMEOUT_MS,
      retryStrategy: () => retryDelay
    })
    app.addHook('onClose', async () => {
      await client.quit().catch(() => client.disconnect())
    })

    let lastError: Error | undefined
    client.on('error', (error) => {
      // One line for an outage, not ten a second; and not the error, which holds the password.
      if (error.message !== lastError?.message) {
        app.log.error({ reason: error.message }, 'Redis is unreachable')
      }
      lastError = error
    })
    client.on('ready', () => {
      if (lastError) app.log.info('Redis is back')
      lastError = undefined
    })

    await client.connect().catch((error: Error) => {
      client.disconnect()
      refuse(`cannot connect to Redis (${(lastError ?? error).message})`)
    })
    await checkEviction(client)
    await app.register(import('@fastify/redis'), { client })
  },
  { name: 'redis', dependencies: ['config'] }
)
