import type { Cluster, Redis } from 'ioredis'
import type { RedisTarget } from '../config/redis-target.js'
import { StartError } from '../config/start-error.js'
import { checkServer } from './check-server.js'

/** The delay before each attempt to reconnect, in milliseconds. */
const retryDelay = 100

/**
 * Creates a client that is not connected yet. Its commands fail at once while the connection is
 * down, and after the timeout if the server is silent. A silent connection is replaced.
 *
 * @param timeout of a command, in milliseconds
 */
async function createClient(target: RedisTarget, timeout: number): Promise<Redis | Cluster> {
  // Loaded on demand: the service does not need it without Redis.
  const { Cluster, Redis } = await import('ioredis')
  const { hosts, masterName, sentinel, variable } = target
  const connection = {
    ...target.connection,
    autoResendUnfulfilledCommands: false,
    commandTimeout: timeout,
    socketTimeout: 2 * timeout,
    connectTimeout: 2 * timeout,
    // While Redis loads its data, it estimates the remaining time, but may be ready much sooner.
    maxLoadingRetryTime: retryDelay
  }
  const common = { lazyConnect: true, enableOfflineQueue: false }
  if (variable === 'REDIS_CLUSTER') {
    return new Cluster([...hosts], {
      ...common,
      redisOptions: connection,
      // The check queries one random node, and `connect` never settles if that node is down.
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
    // At the start, gives up if the Sentinels know no such master, instead of retrying forever.
    sentinelRetryStrategy: () => (hasConnected ? retryDelay : null),
    sentinelCommandTimeout: 2 * timeout,
    ...sentinel,
    // The option `tls` alone covers neither the master that Sentinels name nor the Sentinels.
    enableTLSForSentinelMode: true,
    sentinelTLS: target.connection.tls
  })
  let hasConnected = false
  client.once('ready', () => {
    hasConnected = true
  })
  return client
}

type Refuse = (message: string) => never

/**
 * Rejects a Cluster if one of its nodes rejects the connection. Accepts a master that is down,
 * because another node replaces it.
 */
async function checkCluster(cluster: Cluster, refuse: Refuse): Promise<void> {
  const masters = cluster.nodes('master')
  const answers = await Promise.allSettled(masters.map((master) => master.ping()))
  for (const answer of answers) {
    const { name, message } = answer.status === 'rejected' ? answer.reason : ({} as Error)
    if (name === 'ReplyError') refuse(`a node of the Cluster rejects the connection (${message})`)
  }
  const present = masters.filter(({ status }) => status === 'ready')
  if (present.length === 0) refuse('no master of the Cluster responds')
  for (const master of present) await checkServer(master, refuse)
}

/**
 * Connects to one server, to the master that Sentinels name, or to a Cluster, and checks that it
 * does not evict data.
 *
 * @param onCreated is called with the client before it connects
 * @throws StartError that names the setting
 */
export async function connectRedis(
  target: RedisTarget,
  timeout: number,
  onCreated: (client: Redis | Cluster) => void
): Promise<Redis | Cluster> {
  const refuse: Refuse = (message) => {
    throw new StartError([{ variable: target.variable, message }])
  }
  const client = await createClient(target, timeout)
  onCreated(client)
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
  return client
}
