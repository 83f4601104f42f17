import { EventEmitter } from 'node:events'
import type { RedisNode, RedisNodes, Reply } from '../../src/revocation/redis/nodes.js'
import { identityOf } from '../../src/revocation/redis/server-identity.js'

export const serverId = 'f00d/beef'

/** What it says of itself; a test may change that. */
const itself = {
  server: '# Server\r\nrun_id:f00d\r\n',
  replication: '# Replication\r\nrole:master\r\nmaster_replid:beef\r\n'
}

type Answer = (command: readonly (string | number)[]) => unknown

/** A server that answers what a test says; `Error`s as its replies, what is thrown as the client's. */
export function fakeNode(answer: Answer) {
  const commands: (string | number)[][] = []
  const infos: Record<string, string> = { ...itself }
  const node: RedisNode & EventEmitter = Object.assign(new EventEmitter(), {
    pipeline: (all: (string | number)[][]) => ({
      exec: async () =>
        all.map((command): Reply => {
          if (command[0] === 'info') return [null, infos[String(command[1])] ?? '']
          commands.push(command)
          const result = answer(command)
          return result instanceof Error ? [result, null] : [null, result]
        })
    })
  })
  let rediscoveries = 0
  const nodes: RedisNodes = {
    of: () => node,
    leavesMasters: false,
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

/** What a caller learns: to try again, and the cause for the log. */
export const unavailable = (cause: RegExp, reason = /^redis-unreachable/) => ({
  code: 'service-unavailable',
  status: 503,
  message: reason,
  cause: { message: cause }
})
