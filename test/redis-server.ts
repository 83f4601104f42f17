import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Test } from 'tap'

export interface RedisServerOptions {
  readonly password?: string
  /** The `maxmemory-policy`; Redis' own default is `noeviction`. */
  readonly policy?: string
  /** Keeps what was written across `kill` and `restart`. */
  readonly persistent?: boolean
  /** More lines of its configuration. */
  readonly config?: readonly string[]
}

/** Below the ports that the system gives to outgoing connections: nobody takes it during an outage. */
const randomPort = () => 15_000 + Math.floor(Math.random() * 15_000)

const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach((child) => void child.kill('SIGKILL')))

/** A redis-server of the test's own, on a free port of the loopback; gone with the test. */
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

  /** As if its machine froze: connections stay, nothing is answered. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP')
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT')
  }

  /** Ends it at once, paused or not. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    this.#child = undefined
    running.delete(child)
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  /** Starts it again on the same port; with its data only if it is persistent. */
  async restart(): Promise<void> {
    const { password, policy, persistent, config = [] } = this.#options
    const lines = [
      'bind 127.0.0.1',
      `port ${this.port}`,
      `dir ${this.#directory}`,
      'save ""',
      ...(persistent ? ['appendonly yes', 'appendfsync always'] : []),
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
    await this.#answers()
  }

  async stop(): Promise<void> {
    await this.kill()
    await rm(this.#directory, { recursive: true, force: true })
  }

  /** A connection to look at it with, closed with the test. */
  async connect(t: Test): Promise<Redis> {
    const client = new Redis(this.url, { lazyConnect: true, enableReadyCheck: false })
    client.on('error', () => {})
    t.teardown(() => client.disconnect())
    await client.connect()
    return client
  }

  async #answers(): Promise<void> {
    const client = new Redis(this.url, { lazyConnect: true, enableReadyCheck: false })
    try {
      await client.connect()
      await client.ping()
    } finally {
      client.disconnect()
    }
  }
}

export async function startRedis(t: Test, options: RedisServerOptions = {}): Promise<RedisServer> {
  for (let attempt = 1; ; attempt++) {
    const directory = await mkdtemp(join(tmpdir(), 'starwars-redis-'))
    const server = new RedisServer(randomPort(), directory, options)
    t.teardown(() => server.stop())
    try {
      await server.restart()
      return server
    } catch (error) {
      // The port may be somebody's.
      if (attempt === 5) throw error
    }
  }
}
