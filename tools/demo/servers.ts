import type { Owner } from '../../test/owner.js'
import { isPostgresInstalled, PostgresServer } from '../../test/postgres-server.js'
import { startRedis } from '../../test/redis-server.js'
import { servers } from '../../test/servers.js'
import type { StoreUrls } from './environment.js'

/** @throws Error that says how to install what is missing */
function requireServers(): void {
  const missing = [
    ...(servers['redis-server'].isThere()
      ? []
      : ['redis-server: install Redis 6.2 or newer. Debian: apt-get install redis-server']),
    ...(isPostgresInstalled()
      ? []
      : ['PostgreSQL: install its server. Debian: apt-get install postgresql'])
  ]
  if (missing.length === 0) return
  throw new Error(
    `The demo needs its own servers, and these are missing:\n  ${missing.join('\n  ')}\nOr set DATABASE_URL and REDIS_URL to servers that may be used.`
  )
}

/** Starts a redis-server and a PostgreSQL, which end with their owner. */
export async function startStores(owner: Owner): Promise<StoreUrls> {
  requireServers()
  const redis = await startRedis(owner)
  const postgres = await PostgresServer.start(owner)
  return { DATABASE_URL: postgres.url, REDIS_URL: redis.url }
}
