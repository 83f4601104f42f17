import { EventEmitter } from 'node:events'
import type { Command, RedisNode, RedisNodes, Reply } from '../../src/revocation/redis/nodes.js'
import { identityOf } from '../../src/revocation/redis/server-identity.js'

export const serverId = 'f00d/beef'

/** The INFO replies of the server. A test may change them. */
const itself = {
  server: '# Server\r\nrun_id:f00d\r\n',
  replication: '# Replication\r\nrole:master\r\nmaster_replid:beef\r\n'
}

type Answer = (command: readonly (string | number)[]) => unknown

/**
 * A server with replies that the test defines. A returned `Error` is an error reply of the server,
 * a thrown one is an error of the Redis client.
 */
export function fakeNode(answer: Answer) {
  const commands: (string | number)[][] = []
  const infos: Record<string, string> = { ...itself }
  const node: RedisNode & EventEmitter = Object.assign(new EventEmitter(), {
    send: async (all: readonly Command[]) =>
      all.map((command): Reply => {
        if (command[0] === 'info') return [null, infos[String(command[1])] ?? '']
        commands.push([...command])
        const result = answer(command)
        return result instanceof Error ? [result, null] : [null, result]
      })
  })
  let rediscoveries = 0
  const nodes: RedisNodes = {
    of: () => node,
    leavesMasters: false,
    isCluster: true,
    rediscover: () => void rediscoveries++
  }
  return {
    node,
    nodes,
    commands,
    infos,
    identity: () => identityOf(node),
    rediscoveries: () => rediscoveries
  }
}

/** The error for the caller: 503, with the cause for the log. */
export const unavailable = (cause: RegExp, reason = /^redis-unreachable/) => ({
  code: 'service-unavailable',
  status: 503,
  message: reason,
  cause: { message: cause }
})
