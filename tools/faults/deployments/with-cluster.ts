import { Closer } from '../../../test/owner.js'
import { createDatabase } from '../../../test/postgres.js'
import { RedisCluster } from '../../../test/redis-cluster.js'
import { Deployment } from '../deployment.js'

export const prefix = 'faults:'

/** Two instances on a Redis Cluster. */
export class WithCluster extends Deployment {
  private constructor(
    closer: Closer,
    readonly redis: RedisCluster
  ) {
    super(closer)
  }

  static async start(overrides: readonly string[]): Promise<WithCluster> {
    const closer = new Closer()
    const DATABASE_URL = await createDatabase(closer)
    const redis = await RedisCluster.start(closer)
    const deployment = new WithCluster(closer, redis)
    const env = { DATABASE_URL, REDIS_CLUSTER: redis.hosts, REDIS_PREFIX: prefix }
    await deployment.open({ environments: [env, env], overrides })
    return deployment
  }
}
