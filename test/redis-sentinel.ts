import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from './free-port.js'
import type { Owner } from './owner.js'
import { type RedisServer, startRedis } from './redis-server.js'
import { until } from './until.js'

/** The name of the master for the Sentinels. */
export const masterName = 'mymaster'

/** The number of Sentinels, and the quorum. */
const [count, quorum] = [3, 2]

/**
 * The time without a response after which a master counts as failed, and the failover timeout, in
 * milliseconds.
 */
const timeouts = { down: 1000, failover: 3000 }

const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach((child) => void child.kill('SIGKILL')))

/**
 * @param masterPort the port of the master
 * @param more additional lines of the configuration
 * @returns the port of the Sentinel
 */
export async function startSentinel(
  owner: Owner,
  masterPort: number,
  more: readonly string[] = []
): Promise<number> {
  const port = await freePort()
  const directory = await mkdtemp(join(tmpdir(), 'starwars-sentinel-'))
  // A Sentinel writes its state to this file.
  const file = join(directory, 'sentinel.conf')
  const config = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${directory}`,
    `sentinel monitor ${masterName} 127.0.0.1 ${masterPort} ${quorum}`,
    `sentinel down-after-milliseconds ${masterName} ${timeouts.down}`,
    `sentinel failover-timeout ${masterName} ${timeouts.failover}`,
    ...more
  ]
  await writeFile(file, config.join('\n'))
  const child = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' })
  running.add(child)
  owner.teardown(async () => {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
    running.delete(child)
    await rm(directory, { recursive: true, force: true })
  })
  return port
}

/** One master, its replicas, and the Sentinels that promote a replica when the master fails. */
export class RedisSentinel {
  private constructor(
    readonly servers: readonly RedisServer[],
    readonly ports: readonly number[]
  ) {}

  /** @param replicas the number of replicas */
  static async start(owner: Owner, replicas = 1): Promise<RedisSentinel> {
    const config = ['repl-diskless-sync-delay 0']
    const master = await startRedis(owner, { config })
    const servers = [master]
    for (let i = 0; i < replicas; i++) {
      const replica = await startRedis(owner, {
        config: [...config, `replicaof 127.0.0.1 ${master.port}`]
      })
      servers.push(replica)
    }
    const ports: number[] = []
    for (let i = 0; i < count; i++) ports.push(await startSentinel(owner, master.port))
    const sentinel = new RedisSentinel(servers, ports)
    await until(() => sentinel.#knowsAll(replicas))
    return sentinel
  }

  /** `host:port` of the Sentinels, separated by commas. */
  get hosts(): string {
    return this.ports.map((port) => `127.0.0.1:${port}`).join(',')
  }

  /** The current master according to the Sentinels. */
  async master(): Promise<RedisServer> {
    const address = await this.ask((client) =>
      client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName)
    )
    const port = Number((address as string[])[1])
    return this.servers.find((server) => server.port === port) as RedisServer
  }

  /** All servers except this one. */
  othersThan(server: RedisServer): RedisServer[] {
    return this.servers.filter((other) => other !== server)
  }

  /** Sends a command to one of the Sentinels. */
  async ask<Reply>(
    question: (client: Redis) => Promise<Reply>,
    port = this.ports[0] as number
  ): Promise<Reply> {
    const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true })
    client.on('error', () => {})
    try {
      await client.connect()
      return await question(client)
    } finally {
      client.disconnect()
    }
  }

  async #knowsAll(replicas: number): Promise<boolean> {
    const known = await Promise.all(
      this.ports.map((port) => this.ask((client) => client.info('sentinel'), port).catch(() => ''))
    )
    return known.every((info) => info.includes(`slaves=${replicas},sentinels=${count}`))
  }
}
