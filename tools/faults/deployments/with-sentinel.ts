import { Closer } from '../../../test/owner.js'
import { createDatabase } from '../../../test/postgres.js'
import { masterName, RedisSentinel } from '../../../test/redis-sentinel.js'
import { Deployment } from '../deployment.js'

/** Two instances that query Sentinels for the master. */
export class WithSentinel extends Deployment {
  private constructor(
    closer: Closer,
    readonly redis: RedisSentinel
  ) {
    super(closer)
  }

  static async start(overrides: readonly string[]): Promise<WithSentinel> {
    const closer = new Closer()
    const DATABASE_URL = await createDatabase(closer)
    const redis = await RedisSentinel.start(closer)
    const deployment = new WithSentinel(closer, redis)
    const env = {
      DATABASE_URL,
      REDIS_URL: `redis://${masterName}`,
      REDIS_SENTINELS: redis.hosts
    }
    await deployment.open({ environments: [env, env], overrides })
    return deployment
  }
}
