import { setTimeout as sleep } from 'node:timers/promises'
import { askPostgres } from '../../test/postgres.js'
import { type OneRedis, prefix } from './deployments/one-redis.js'

/** Faults that every deployment has now and then. None delays a request by more than a second. */
export const mildFaults: readonly {
  readonly name: string
  strike(deployment: OneRedis): Promise<unknown>
}[] = [
  {
    name: 'connections to Redis killed',
    strike: ({ client }) => client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  },
  {
    name: 'a bucket deleted',
    strike: ({ client }) => client.del(`${prefix}revoked:00`)
  },
  {
    name: 'backends of the database terminated',
    strike: ({ databaseUrl }) =>
      askPostgres(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'starwars-api' and datname = current_database()",
        databaseUrl
      )
  },
  {
    name: 'half a second of latency',
    async strike({ proxies: [proxy] }) {
      proxy?.delayBy(500)
      await sleep(1000)
      proxy?.delayBy(0)
    }
  },
  {
    name: 'Redis emptied',
    strike: ({ client }) => client.flushall()
  },
  {
    name: 'Redis started again with its data',
    strike: ({ redis }) => redis.restart()
  }
]
