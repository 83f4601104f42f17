import { setTimeout as sleep } from 'node:timers/promises'
import { askPostgres } from '../../test/postgres.js'
import { type OneRedis, prefix } from './deployments/one-redis.js'

/** Faults that occur in any deployment. None delays a request by more than a second. */
export const mildFaults: readonly {
  readonly name: string
  cause(deployment: OneRedis): Promise<unknown>
}[] = [
  {
    name: 'connections to Redis killed',
    cause: ({ client }) => client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  },
  {
    name: 'a bucket deleted',
    cause: ({ client }) => client.del(`${prefix}revoked:00`)
  },
  {
    name: 'PostgreSQL backends terminated',
    cause: ({ databaseUrl }) =>
      askPostgres(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'starwars-api%' and datname = current_database()",
        databaseUrl
      )
  },
  {
    name: 'half a second of latency to Redis',
    async cause({ proxies: [proxy] }) {
      proxy?.delayBy(500)
      await sleep(1000)
      proxy?.delayBy(0)
    }
  },
  {
    name: 'FLUSHALL',
    cause: ({ client }) => client.flushall()
  },
  {
    name: 'Redis restarted with its data',
    cause: ({ redis }) => redis.restart()
  }
]
