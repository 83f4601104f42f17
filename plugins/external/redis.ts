import type {} from '@fastify/redis'
import fp from 'fastify-plugin'
import type { Cluster, Redis } from 'ioredis'
import type { RedisTarget } from '../../src/config/redis-target.js'
import { StartError } from '../../src/config/start-error.js'
import { checkServer } from '../../src/revocation/check-server.js'

/** How long after a connection broke the next one is tried, in milliseconds. */
const retryDelay = 100

/**
 * A client not connected yet. Its commands fail at once while the connection is down, and within
 * the timeout when nothing is answered; a silent connection is given up and made anew.
 */
async function createClient(target: RedisTarget, timeout: number): Promise<Redis | Cluster> {
  // Loaded where it is used: without Redis the service starts without it.
  const { Cluster, Redis } = await import('ioredis')
  const { hosts, masterName, sentinel, variable } = target
  const connection = {
    ...target.connection,
    autoResendUnfulfilledCommands: false,
    commandTimeout: timeout,
    socketTimeout: 2 * timeout,
    connectTimeout: 2 * timeout,
    // While Redis reads its data it foretells how long that takes, and may be ready much sooner.
    maxLoadingRetryTime: retryDelay
  }
  const common = { lazyConnect: true, enableOfflineQueue: false }
  if (variable === 'REDIS_CLUSTER') {
    return new Cluster([...hosts], {
      ...common,
      redisOptions: connection,
      // It asks any one node, and where that is away `connect` would never settle.
      enableReadyCheck: false,
      clusterRetryStrategy: () => retryDelay,
      clusterNodeRetryStrategy: () => retryDelay,
      slotsRefreshTimeout: 2 * timeout
    })
  }
  const retryStrategy = () => retryDelay
  if (variable === 'REDIS_URL') {
    return new Redis({ ...hosts[0], ...connection, ...common, retryStrategy })
  }
  const client = new Redis({
    ...connection,
    ...common,
    retryStrategy,
    sentinels: [...hosts],
    name: masterName,
    // At the start Sentinels that know no such master are refused, not asked for ever.
    sentinelRetryStrategy: () => (hasConnected ? retryDelay : null),
    sentinelCommandTimeout: 2 * timeout,
    ...sentinel,
    // What `tls` says does not hold for a master that Sentinels name, nor for them, by itself.
    enableTLSForSentinelMode: true,
    sentinelTLS: target.connection.tls
  })
  let hasConnected = false
  client.once('ready', () => {
    hasConnected = true
  })
  return client
}

/** A master of a Cluster may be away: another takes its place. One that refuses us is refused. */
async function checkCluster(cluster: Cluster, refuse: (message: string) => never): Promise<void> {
  const masters = cluster.nodes('master')
  const answers = await Promise.allSettled(masters.map((master) => master.ping()))
  for (const answer of answers) {
    const { name, message } = answer.status === 'rejected' ? answer.reason : ({} as Error)
    if (name === 'ReplyError') refuse(`a node refuses the connection (${message})`)
  }
  const present = masters.filter(({ status }) => status === 'ready')
  if (present.length === 0) refuse('no master of the Cluster answers')
  for (const master of present) await checkServer(master, refuse)
}

/** The connection to Redis: to one server, to the master that Sentinels name, or to a Cluster. */
export default fp(
  async (app) => {
    const target = app.config.redis
    if (target === null) return
    const refuse = (message: string): never => {
      throw new StartError([{ variable: target.variable, message }])
    }
    const client = await createClient(target, app.config.settings.REDIS_TIMEOUT_MS)
    app.addHook('onClose', async () => {
      await client.quit().catch(() => client.disconnect())
    })

    let lastReason: string | undefined
    const note = ({ message }: Error) => {
      lastReason = message
    }
    client.on('error', note)
    client.on('node error', note)

    await client.connect().catch(({ message }: Error) => {
      client.disconnect()
      refuse(`cannot connect to Redis (${lastReason ?? message})`)
    })
    if (client.isCluster) await checkCluster(client as Cluster, refuse)
    else await checkServer(client as Redis, refuse)
    await app.register(import('@fastify/redis'), { client })
  },
  { name: 'redis', dependencies: ['config'] }
)
