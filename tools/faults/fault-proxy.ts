import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Owner } from '../../test/owner.js'

/** A TCP proxy between an instance and its Redis that simulates network faults. */
export class FaultProxy {
  readonly #sockets = new Set<Socket>()
  readonly #serverPort: number
  /** Drops all data in both directions. The proxy accepts connections and keeps them open. */
  #isDropping = false
  /** The delay of each chunk, in milliseconds. */
  #latency = 0
  #truncates = false
  /** The number of dropped chunks and of truncated replies. */
  dropped = 0
  truncated = 0
  #port = 0

  private constructor(serverPort: number) {
    this.#serverPort = serverPort
  }

  static async start(owner: Owner, serverPort: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(serverPort)
    const listener = createServer({ allowHalfOpen: true }, (client) => proxy.#connect(client))
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

  /** Drops all data of existing and new connections. */
  startDropping(): void {
    this.#isDropping = true
  }

  /** New connections work again. Existing ones never do, as in a network that has lost their state. */
  stopDropping(): void {
    this.#isDropping = false
    for (const socket of this.#sockets) socket.removeAllListeners('data').pause()
  }

  delayBy(milliseconds: number): void {
    this.#latency = milliseconds
  }

  /** Sends only half of each reply, and then closes the connection. */
  truncateReplies(isOn: boolean): void {
    this.#truncates = isOn
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #connect(client: Socket): void {
    const server = connect(this.#serverPort, '127.0.0.1')
    for (const [one, other] of [
      [client, server],
      [server, client]
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        if (!this.#isDropping) other.destroy()
      })
      one.on('end', () => {
        if (!this.#isDropping) other.end()
      })
    }
    client.on('data', this.#passTo(server))
    const pass = this.#passTo(client)
    server.on('data', (chunk: Buffer) => {
      if (this.#truncates && !this.#isDropping) this.#sendHalf(chunk, client)
      else pass(chunk)
    })
  }

  /** Keeps the order of the chunks, also when the latency ends. */
  #passTo(socket: Socket): (chunk: Buffer) => void {
    let before = Promise.resolve()
    const pass = (chunk: Buffer) => {
      if (this.#isDropping) this.dropped++
      else socket.write(chunk)
    }
    return (chunk) => {
      const due = this.#latency === 0 ? undefined : sleep(this.#latency)
      before = before.then(() => due).then(() => pass(chunk))
    }
  }

  #sendHalf(chunk: Buffer, client: Socket): void {
    this.truncated++
    client.write(chunk.subarray(0, chunk.length / 2))
    client.destroySoon()
  }
}
