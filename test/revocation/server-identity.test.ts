import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { redisNode } from '../../src/redis/redis-node.js'
import { execute } from '../../src/revocation/redis/server-identity.js'
import { fakeNode } from './fake-node.js'

t.test('rejects when the connection breaks before the reply arrives', async (t) => {
  const server = fakeNode(() => {
    server.node.emit('close')
    return 'PONG'
  })
  await t.rejects(execute(server.node, [['ping']]), /connection to Redis was lost/)
  t.equal(server.identity().serverId, undefined)
})

/** The subset of Redis that reports an identity. Each restart reports a new run_id. */
async function startSuccessors(t: Test) {
  let start = 1
  const sockets = new Set<Socket>()
  const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`
  const server = createServer((socket) => {
    const own = start
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      for (const [, name] of String(data).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        if (name === 'info') socket.write(bulk(`redis_version:7.0.0\r\nrun_id:start-${own}\r\n`))
        else socket.write(bulk(`start-${own}`))
      }
    })
  }).listen(0)
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    restart() {
      start++
      for (const socket of sockets) socket.end()
      sockets.clear()
    }
  }
}

t.test(
  'a command that a Cluster node queued for the next server does not get the old identity',
  async (t) => {
    const server = await startSuccessors(t)
    const client = new Redis({
      port: server.port,
      lazyConnect: true,
      // The client of a Cluster creates each of its nodes with this option, whatever its own options
      // are.
      enableOfflineQueue: true,
      autoResendUnfulfilledCommands: false,
      commandTimeout: 250,
      retryStrategy: () => 20
    })
    client.on('error', () => {})
    t.teardown(() => client.disconnect())
    const node = redisNode(client)
    t.equal((await execute(node, [['ping']])).identity.serverId, 'start-1/')
    server.restart()

    const asked: Promise<Awaited<ReturnType<typeof execute>> | null>[] = []
    while (client.status === 'ready') {
      // Runs in each turn of the event loop: in one of them the connection has ended but not closed
      // yet.
      asked.push(execute(node, [['ping']]).catch(() => null))
      await new Promise(setImmediate)
    }
    const answers = await Promise.all(asked)
    t.ok(answers.includes(null))
    t.equal((await execute(node, [['ping']])).identity.serverId, 'start-2/')
    for (const answer of answers) {
      if (answer) t.equal(`${answer.replies[0]?.[1]}/`, answer.identity.serverId)
    }
  }
)
