import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Owner } from '../../test/owner.js'

/** The network between an instance and its Redis, which a drill can disturb. */
export class FaultProxy {
  readonly #sockets = new Set<Socket>()
  readonly #serverPort: number
  /** Drops all data, in both directions. Connections are accepted and stay open. */
  #isBlack = false
  /** The delay of each piece of data, in milliseconds. */
  #latency = 0
  #cuts = false
  /** The number of pieces that were dropped, and of replies that were cut in half. */
  dropped = 0
  cut = 0
  #port = 0

  private constructor(serverPort: number) {
    this.#serverPort = serverPort
  }

  static async start(owner: Owner, serverPort: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(serverPort)
    const listener = createServer({ allowHalfOpen: true }, (client) => proxy.#join(client))
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    proxy.#port = (listener.address() as AddressInfo).port
    owner.teardown(() => {
      proxy.#drop()
      listener.close()
    })
    return proxy
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`
  }

  /** Makes all connections, existing and new, a black hole. */
  blackOut(): void {
    this.#isBlack = true
  }

  /** Existing connections stay a black hole, as in a network that has lost their state. */
  endBlackOut(): void {
    this.#isBlack = false
    for (const socket of this.#sockets) socket.removeAllListeners('data').pause()
  }

  delayBy(milliseconds: number): void {
    this.#latency = milliseconds
  }

  /** Sends only half of each reply, and then breaks the connection. */
  cutReplies(cuts: boolean): void {
    this.#cuts = cuts
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #join(client: Socket): void {
    const server = connect(this.#serverPort, '127.0.0.1')
    for (const [one, other] of [
      [client, server],
      [server, client]
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        if (!this.#isBlack) other.destroy()
      })
      one.on('end', () => {
        if (!this.#isBlack) other.end()
      })
    }
    client.on('data', this.#passTo(server))
    const pass = this.#passTo(client)
    server.on('data', (chunk: Buffer) => {
      if (this.#cuts && !this.#isBlack) this.#cutInHalf(chunk, client)
      else pass(chunk)
    })
  }

  /** Keeps the order of the pieces, also when the latency ends. */
  #passTo(socket: Socket): (chunk: Buffer) => void {
    let before = Promise.resolve()
    const pass = (chunk: Buffer) => {
      if (this.#isBlack) this.dropped++
      else socket.write(chunk)
    }
    return (chunk) => {
      const due = this.#latency === 0 ? undefined : sleep(this.#latency)
      before = before.then(() => due).then(() => pass(chunk))
    }
  }

  #cutInHalf(chunk: Buffer, client: Socket): void {
    this.cut++
    client.write(chunk.subarray(0, chunk.length / 2))
    client.destroySoon()
  }
}
