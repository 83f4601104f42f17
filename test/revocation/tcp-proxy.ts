import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

export interface ProxyOptions {
  /** Changes the replies of the server on their way to the client. */
  readonly rewrite?: (chunk: Buffer) => Buffer
}

/** A proxy between a client and a server on the loopback, for inspection and faults. */
export async function startProxy(t: Test, serverPort: number, { rewrite }: ProxyOptions = {}) {
  const sockets = new Set<Socket>()
  let isSilent = false
  /** The chunks received from clients. Data that a client writes at once arrives as one chunk. */
  let chunks = 0

  function keep(socket: Socket, other: Socket): void {
    sockets.add(socket)
    socket.on('error', () => other.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      other.destroy()
    })
  }

  // Half open: a silent network does not confirm the end of a connection either.
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    if (isSilent) {
      sockets.add(client.on('error', () => {}).resume())
      return
    }
    const server = connect(serverPort, '127.0.0.1')
    keep(client, server)
    keep(server, client)
    client.on('end', () => {
      if (!isSilent) server.end()
    })
    client.on('data', (chunk) => {
      chunks++
      if (!isSilent) server.write(chunk)
    })
    server.on('data', (chunk) => void client.write(rewrite?.(chunk) ?? chunk))
  })
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    listener.close()
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return {
    url: `redis://127.0.0.1:${address.port}`,
    get chunks() {
      return chunks
    },
    /** Discards all data, on old and new connections. */
    silence() {
      isSilent = true
    },
    /** New connections work again. The old ones stay open and silent. */
    endSilence() {
      isSilent = false
      for (const socket of sockets) socket.pause().removeAllListeners('data')
    }
  }
}
