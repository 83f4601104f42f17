import type { Cluster, Redis } from 'ioredis'
import { checkServer } from './check-server.js'

type Log = Record<'info' | 'error', (details: object, message: string) => void>

const nameOf = ({ options }: Redis) => `${options.host}:${options.port}`

/**
 * Logs when a server becomes unreachable and why, and when it is back: once per outage and server.
 */
export function logOutages(client: Redis | Cluster, log: Log): void {
  const reasons = new Map<string | undefined, string>()

  /**
   * Logs a misconfigured server after a reconnect. It does not end the service, as it does at the
   * start.
   */
  function checkAgain(server: Redis, node: string | undefined): void {
    checkServer(server, (reason) => {
      log.error({ node, reason }, 'the service would not start with this Redis')
      throw new Error(reason)
    }).catch(() => {})
  }

  function watch(server: Redis | Cluster, node?: string): void {
    server.on('error', ({ message }: Error) => {
      // Logs once per outage, not ten times a second. Omits the error itself: it contains the
      // password.
      if (message !== reasons.get(node)) {
        log.error({ node, reason: message }, 'Redis is unreachable')
      }
      reasons.set(node, message)
    })
    server.on('ready', () => {
      if (reasons.delete(node)) log.info({ node }, 'Redis is back')
      checkAgain(server as Redis, node)
    })
  }
  watch(client)
  if (!client.isCluster) return

  // A Cluster is ready once; afterwards its nodes come and go. Its own event `node error` also
  // reports connections for a single query, which are never ready.
  const cluster = client as Cluster
  const watchNode = (server: Redis) => watch(server, nameOf(server))
  for (const server of cluster.nodes()) watchNode(server)
  cluster.on('+node', watchNode)
  // Another node has replaced the unreachable one. `-node` is not emitted while its connection is
  // retried.
  cluster.on('refresh', () => {
    const queried = new Set([undefined, ...cluster.nodes().map(nameOf)])
    for (const node of [...reasons.keys()].filter((name) => !queried.has(name))) {
      log.info({ node }, 'Redis is no longer queried: it has left the Cluster')
      reasons.delete(node)
    }
  })
}
