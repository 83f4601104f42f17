import type { Redis } from 'ioredis'
import { Closer } from '../../../test/owner.js'
import { createDatabase } from '../../../test/postgres.js'
import { type RedisServer, startRedis } from '../../../test/redis-server.js'
import { Deployment } from '../deployment.js'
import { FaultProxy } from '../fault-proxy.js'

export const prefix = 'faults:'

/** Two instances on one PostgreSQL database and one Redis. Each reaches Redis by its own proxy. */
export class OneRedis extends Deployment {
  readonly proxies: FaultProxy[] = []

  private constructor(
    closer: Closer,
    readonly redis: RedisServer,
    readonly databaseUrl: string,
    /** A direct connection to Redis, which bypasses the proxies. */
    readonly client: Redis
  ) {
    super(closer)
  }

  /** @param env additional environment variables of both instances */
  static async start(
    overrides: readonly string[],
    env: Readonly<Record<string, string>> = {}
  ): Promise<OneRedis> {
    const closer = new Closer()
    const databaseUrl = await createDatabase(closer)
    const redis = await startRedis(closer, { persistent: true })
    const deployment = new OneRedis(closer, redis, databaseUrl, await redis.connect(closer))
    for (let i = 0; i < 2; i++) deployment.proxies.push(await FaultProxy.start(closer, redis.port))
    const environments = deployment.proxies.map(({ url }) => ({
      DATABASE_URL: databaseUrl,
      REDIS_URL: url,
      REDIS_PREFIX: prefix,
      ...env
    }))
    await deployment.open({ environments, overrides })
    return deployment
  }

  /** Returns a field of the reply to INFO. */
  async info(name: string): Promise<string> {
    const text = await this.client.info()
    return new RegExp(`^${name}:(\\S*)`, 'm').exec(text)?.[1] ?? ''
  }

  /** Returns the number of buckets that exist. */
  async buckets(): Promise<number> {
    return (await this.client.keys(`${prefix}revoked:*`)).length
  }
}
