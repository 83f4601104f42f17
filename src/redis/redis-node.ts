import { Command, type Redis } from 'ioredis'
import type { Command as RedisCommand, RedisNode, Reply } from '../revocation/redis/nodes.js'

/**
 * Sends the commands in one write. A pipeline of the client does the same, but costs 4 µs more for
 * each command.
 */
async function send(client: Redis, commands: readonly RedisCommand[]): Promise<Reply[]> {
  // Undefined before the first connection. Then every command fails at once.
  const { stream } = client as { readonly stream?: Redis['stream'] }
  stream?.cork()
  const replies = commands.map(([name, ...args]) => {
    const command = new Command(name as string, args, { replyEncoding: 'utf8' })
    return client.sendCommand(command) as Promise<unknown>
  })
  stream?.uncork()
  return (await Promise.allSettled(replies)).map((reply) =>
    reply.status === 'fulfilled' ? [null, reply.value] : [reply.reason, null]
  )
}

const nodes = new WeakMap<Redis, RedisNode>()

/** Returns the server behind a client: always the same object for the same client. */
export function redisNode(client: Redis): RedisNode {
  const known = nodes.get(client)
  if (known !== undefined) return known
  const node: RedisNode = {
    send: (commands) => send(client, commands),
    on: (event, listener) => client.on(event, listener)
  }
  nodes.set(client, node)
  return node
}
