import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { Reply } from '../../src/revocation/redis/nodes.js'

type Data = Map<string, Map<string, number>>
type Command = readonly (string | number)[]

const copyOf = (data: Data): Data => new Map([...data].map(([key, set]) => [key, new Map(set)]))

const scoreOf = (text: string | number) =>
  text === '+inf' ? Number.POSITIVE_INFINITY : Number(text)

/** The subset of Redis that the set of revoked tokens uses, with methods that lose data. */
export class FakeRedis {
  #data: Data = new Map()
  #saved: Data = new Map()
  #runId = randomUUID()
  readonly #connections: FakeConnection[] = []

  /** Runs before each pipeline of any connection: injects a fault, or lets other work run. */
  before: () => Promise<'answer' | 'lose-request' | 'lose-answer'> = async () => 'answer'

  connect(): FakeConnection {
    const connection = new FakeConnection(this)
    this.#connections.push(connection)
    return connection
  }

  save(): void {
    this.#saved = copyOf(this.#data)
  }

  flush(): void {
    this.#data.clear()
  }

  /** Deletes a whole key, as an eviction does. */
  loseKey(index: number): void {
    const key = [...this.#data.keys()][index % Math.max(1, this.#data.size)]
    if (key !== undefined) this.#data.delete(key)
  }

  /** Restarts as a new process, with the last saved data or empty. */
  restart(isEmpty: boolean): void {
    this.#runId = randomUUID()
    this.#data = isEmpty ? new Map() : copyOf(this.#saved)
    this.breakConnections()
  }

  breakConnections(): void {
    for (const connection of this.#connections) connection.emit('close')
  }

  execute([name, key, ...args]: Command): Reply {
    const set = this.#data.get(String(key))
    switch (name) {
      case 'info':
        return [null, `run_id:${this.#runId}`]
      case 'ping':
        return [null, 'PONG']
      case 'zmscore':
        return [null, args.map((member) => set?.get(String(member))?.toString() ?? null)]
      case 'zscore':
        return [null, set?.get(String(args[0]))?.toString() ?? null]
      case 'exists':
        return [null, [key, ...args].filter((one) => this.#data.get(String(one))?.size).length]
      case 'unlink':
        return [null, this.#data.delete(String(key)) ? 1 : 0]
      case 'zadd':
        return [null, this.#add(String(key), args)]
      case 'zremrangebyscore':
        return [null, this.#removeBelow(String(key), scoreOf(String(args[1]).slice(1)))]
      case 'eval':
        // The only script. It has one key; its arguments are the ticket and gen.
        return [null, this.#complete(String(args[1]), String(args[2]), String(args[3]))]
      default:
        return [new Error(`unknown command ${name}`), null]
    }
  }

  #add(key: string, args: readonly (string | number)[]): number {
    const pairs = args[0] === 'GT' ? args.slice(1) : args
    const set = this.#data.get(key) ?? new Map<string, number>()
    this.#data.set(key, set)
    for (let i = 0; i < pairs.length; i += 2) {
      const [score, member] = [scoreOf(pairs[i] as number), String(pairs[i + 1])]
      set.set(member, Math.max(score, set.get(member) ?? Number.NEGATIVE_INFINITY))
    }
    return 1
  }

  #removeBelow(key: string, bound: number): number {
    const set = this.#data.get(key)
    for (const [member, score] of set ?? []) if (score < bound) set?.delete(member)
    return 1
  }

  #complete(key: string, ticket: string, generation: string): number {
    const set = this.#data.get(key)
    if (!set?.has(ticket)) return 0
    for (const [member, score] of set) {
      if (score === Number.POSITIVE_INFINITY) set.delete(member)
    }
    set.set(generation, Number.POSITIVE_INFINITY)
    return 1
  }
}

class FakeConnection extends EventEmitter {
  readonly #server: FakeRedis
  #epoch = 0

  constructor(server: FakeRedis) {
    super()
    this.#server = server
    this.on('close', () => this.#epoch++)
  }

  async send(commands: readonly Command[]): Promise<Reply[]> {
    const epoch = this.#epoch
    const fate = await this.#server.before()
    if (fate === 'lose-request' || epoch !== this.#epoch) throw new Error('the connection broke')
    const replies = commands.map((command) => this.#server.execute(command))
    if (fate === 'lose-answer') throw new Error('the connection broke')
    return replies
  }
}
