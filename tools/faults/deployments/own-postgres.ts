import { Closer } from '../../../test/owner.js'
import { createDatabase } from '../../../test/postgres.js'
import { PostgresServer } from '../../../test/postgres-server.js'
import { type RedisServer, startRedis } from '../../../test/redis-server.js'
import { Deployment } from '../deployment.js'

/** Two instances on a PostgreSQL server of their own, and a Redis without faults. */
export class OwnPostgres extends Deployment {
  private constructor(
    closer: Closer,
    readonly postgres: PostgresServer,
    readonly databaseUrl: string,
    readonly redis: RedisServer
  ) {
    super(closer)
  }

  static async start(overrides: readonly string[]): Promise<OwnPostgres> {
    const closer = new Closer()
    const postgres = await PostgresServer.start(closer)
    const databaseUrl = await createDatabase(closer, { server: postgres.url })
    const redis = await startRedis(closer)
    const deployment = new OwnPostgres(closer, postgres, databaseUrl, redis)
    const env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url }
    await deployment.open({ environments: [env, env], overrides })
    return deployment
  }
}
