import fp from 'fastify-plugin'
import type { Cluster, Redis } from 'ioredis'
import { checkServer } from '../../src/revocation/check-server.js'

const nameOf = ({ options }: Redis) => `${options.host}:${options.port}`

/** Tells of each server by itself when it cannot be reached, why, when that is over, and what came back. */
export default fp(
  async (app) => {
    if (app.config.redis === null) return
    const { log } = app
    const client = app.redis as Redis | Cluster
    const reasons = new Map<string | undefined, string>()

    /** It may be set otherwise than at the start: that is no reason to end, but to be told. */
    function checkAgain(server: Redis, node: string | undefined): void {
      checkServer(server, (reason) => {
        log.error({ node, reason }, 'at the start this Redis would be refused')
        throw new Error(reason)
      }).catch(() => {})
    }

    function watch(server: Redis | Cluster, node?: string): void {
      server.on('error', ({ message }: Error) => {
        // One line for an outage, not ten a second; and not the error, which holds the password.
        if (message !== reasons.get(node))
          log.error({ node, reason: message }, 'Redis is unreachable')
        reasons.set(node, message)
      })
      server.on('ready', () => {
        if (reasons.delete(node)) log.info({ node }, 'Redis is back')
        checkAgain(server as Redis, node)
      })
    }
    watch(client)
    if (!client.isCluster) return

    // A Cluster is ready once; what comes and goes afterwards are its nodes. Its own `node error` also
    // tells of connections made for one question, which are never ready.
    const cluster = client as Cluster
    const watchNode = (server: Redis) => watch(server, nameOf(server))
    for (const server of cluster.nodes()) watchNode(server)
    cluster.on('+node', watchNode)
    // Another has taken over for the node that is away. `-node` does not come while it is tried again.
    cluster.on('refresh', () => {
      const asked = new Set([undefined, ...cluster.nodes().map(nameOf)])
      for (const node of [...reasons.keys()].filter((name) => !asked.has(name))) {
        log.info({ node }, 'Redis is no longer asked: it is none of the Cluster')
        reasons.delete(node)
      }
    })
  },
  { name: 'redis-outages', dependencies: ['config', 'redis'] }
)
