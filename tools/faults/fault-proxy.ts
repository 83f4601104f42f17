import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Owner } from '../../test/owner.js'

/** The network between an instance and its Redis, which the test may disturb. */
export class FaultProxy {
  readonly #sockets = new Set<Socket>()
  readonly #serverPort: number
  /** Nothing comes through, in either direction; connections are taken and stay open. */
  #isBlack = false
  /** How long each piece is under way, in milliseconds. */
  #latency = 0
  #cuts = false
  /** Pieces that never arrived, and replies that ended in their middle. */
  swallowed = 0
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

  /** From now on connections old and new are a black hole. */
  blackOut(): void {
    this.#isBlack = true
  }

  /** Connections that were a black hole stay so for ever, as in a network that forgot them. */
  endBlackOut(): void {
    this.#isBlack = false
    for (const socket of this.#sockets) socket.removeAllListeners('data').pause()
  }

  delayBy(milliseconds: number): void {
    this.#latency = milliseconds
  }

  /** Of each reply only the half arrives, then the connection breaks. */
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

  /** In their order, also when the latency ends. */
  #passTo(socket: Socket): (chunk: Buffer) => void {
    let before = Promise.resolve()
    const pass = (chunk: Buffer) => {
      if (this.#isBlack) this.swallowed++
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
