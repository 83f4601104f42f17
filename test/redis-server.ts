import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from './free-port.js'
import type { Owner } from './owner.js'

export interface RedisServerOptions {
  readonly password?: string
  /** The `maxmemory-policy`. The default of Redis is `noeviction`. */
  readonly policy?: string
  /** Keeps the data across `kill` and `restart`. */
  readonly persistent?: boolean
  /** Additional lines of the configuration. */
  readonly config?: readonly string[]
}

/** The default name of the file that `SAVE` writes and that the start reads. */
const rdbFile = 'dump.rdb'

const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach((child) => void child.kill('SIGKILL')))

/** A redis-server of its owner on a free port of the loopback. It is removed with its owner. */
export class RedisServer {
  readonly #options: RedisServerOptions
  readonly #directory: string
  #child: ChildProcess | undefined

  constructor(
    readonly port: number,
    directory: string,
    options: RedisServerOptions
  ) {
    this.#directory = directory
    this.#options = options
  }

  get url(): string {
    const { password } = this.#options
    return `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${this.port}`
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('redis-server is not running')
    return this.#child.pid
  }

  /** Freezes the process: connections stay open without responses. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP')
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT')
  }

  /** Kills the process, paused or not. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    this.#child = undefined
    running.delete(child)
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  /** Starts the server again on the same port, with its data only if it is persistent. */
  restart(): Promise<void> {
    return this.#start(this.#options.persistent === true)
  }

  /** Starts the server again with an empty data directory. */
  async restartEmpty(): Promise<void> {
    await this.#wipe()
    await this.restart()
  }

  /** Returns a backup: the bytes of an RDB file. */
  async backUp(): Promise<Buffer> {
    await this.ask((client) => client.save())
    return readFile(join(this.#directory, rdbFile))
  }

  /**
   * Starts the server again from a backup, without an append-only file, which would be read
   * instead.
   */
  async restartFrom(backup: Buffer): Promise<void> {
    await this.#wipe()
    await writeFile(join(this.#directory, rdbFile), backup)
    await this.#start(false)
  }

  async #wipe(): Promise<void> {
    await this.kill()
    await rm(this.#directory, { recursive: true, force: true })
    await mkdir(this.#directory)
  }

  async #start(appends: boolean): Promise<void> {
    const { password, policy, config = [] } = this.#options
    const lines = [
      'bind 127.0.0.1',
      `port ${this.port}`,
      `dir ${this.#directory}`,
      'save ""',
      ...(appends ? ['appendonly yes', 'appendfsync always'] : []),
      ...(password === undefined ? [] : [`requirepass ${password}`]),
      ...(policy === undefined ? [] : [`maxmemory-policy ${policy}`]),
      ...config
    ]
    await this.kill()
    const child = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.end(lines.join('\n'))
    await new Promise<void>((resolve, reject) => {
      let log = ''
      child.once('error', reject)
      child.once('exit', () => reject(new Error(`redis-server does not start:\n${log}`)))
      child.stdout.on('data', (chunk) => {
        log += chunk
        if (log.includes('Ready to accept connections')) resolve()
      })
    })
    running.add(child)
    this.#child = child
    await this.ask((client) => client.ping())
  }

  async stop(): Promise<void> {
    await this.kill()
    await rm(this.#directory, { recursive: true, force: true })
  }

  /** Opens a connection for inspection, which closes with its owner. */
  async connect(owner: Owner): Promise<Redis> {
    const client = new Redis(this.url, { lazyConnect: true, enableReadyCheck: false })
    client.on('error', () => {})
    owner.teardown(() => client.disconnect())
    await client.connect()
    return client
  }

  /** Runs a function on a new connection. */
  async ask<Reply>(question: (client: Redis) => Promise<Reply>): Promise<Reply> {
    const client = new Redis(this.url, { lazyConnect: true, enableReadyCheck: false })
    try {
      await client.connect()
      return await question(client)
    } finally {
      client.disconnect()
    }
  }
}

export async function startRedis(
  owner: Owner,
  options: RedisServerOptions = {}
): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'starwars-redis-'))
  const server = new RedisServer(await freePort(), directory, options)
  owner.teardown(() => server.stop())
  await server.restart()
  return server
}
