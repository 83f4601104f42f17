import type { Cluster, Redis } from 'ioredis'
import type { RedisTarget } from '../config/redis-target.js'
import { StartError, StoreAwayError } from '../config/start-error.js'
import { checkServer } from './check-server.js'
import { isAway } from './is-away.js'

/** The delay before each attempt to reconnect, in milliseconds. */
const retryDelay = 100

/** How long a connected Redis may take to become ready, at least. In milliseconds. */
const minReadyTime = 1000

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
 * Rejects when a connected server does not become ready. The client would wait without a limit while
 * Redis loads its data.
 */
function rejectUnready(client: Redis | Cluster, timeout: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    client.on('connect', () => {
      clearTimeout(timer)
      timer = setTimeout(
        () => reject(new Error('it is loading its data, or does not respond')),
        Math.max(minReadyTime, timeout)
      )
    })
    for (const end of ['ready', 'close', 'end']) client.on(end, () => clearTimeout(timer))
  })
}

/**
 * Connects to one server, to the master that Sentinels name, or to a Cluster, and checks that it
 * does not evict data.
 *
 * @param onCreated is called with the client before it connects
 * @throws StartError that names the setting; StoreAwayError if Redis is down or loads its data
 */
export async function connectRedis(
  target: RedisTarget,
  timeout: number,
  onCreated: (client: Redis | Cluster) => void
): Promise<Redis | Cluster> {
  const isTemporary = (reason: string) => isAway(reason, target.connection.tls !== undefined)
  const refuse: Refuse = (message) => {
    const issue = { variable: target.variable, message }
    throw isTemporary(message) ? new StoreAwayError('redis', issue) : new StartError([issue])
  }
  const client = await createClient(target, timeout)
  onCreated(client)
  const reasons: string[] = []
  const note = ({ message }: Error) => void reasons.push(message)
  client.on('error', note)
  client.on('node error', note)
  await Promise.race([client.connect(), rejectUnready(client, timeout)]).catch(
    ({ message }: Error) => {
      client.disconnect()
      // Of several nodes, one may be down and another one refuse the password.
      const lasting = reasons.find((reason) => !isTemporary(reason))
      refuse(`cannot connect to Redis (${lasting ?? reasons.at(-1) ?? message})`)
    }
  )
  if (client.isCluster) await checkCluster(client as Cluster, refuse)
  else await checkServer(client as Redis, refuse)
  return client
}
