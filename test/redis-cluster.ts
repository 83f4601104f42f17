import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Owner } from './owner.js'
import { type RedisServer, startRedis } from './redis-server.js'
import { until } from './until.js'

const run = promisify(execFile)

/** Each master has one replica. */
const masters = 3

/** The time without a response after which a node counts as failed, in milliseconds. */
const nodeTimeout = 2000

/** A node in the view of another node, or of itself. */
export interface ClusterNode {
  readonly id: string
  readonly server: RedisServer
  readonly isMaster: boolean
  /** The id of its master; `-` for a master. */
  readonly master: string
  readonly hasFailed: boolean
}

/** Three masters, which serve all slots, and three replicas. */
export class RedisCluster {
  private constructor(readonly servers: readonly RedisServer[]) {}

  static async start(owner: Owner): Promise<RedisCluster> {
    const config = [
      'cluster-enabled yes',
      'cluster-config-file nodes.conf',
      `cluster-node-timeout ${nodeTimeout}`,
      'repl-diskless-sync-delay 0'
    ]
    const servers: RedisServer[] = []
    for (let i = 0; i < 2 * masters; i++) servers.push(await startRedis(owner, { config }))
    const cluster = new RedisCluster(servers)
    await run('redis-cli', [
      ...['--cluster', 'create', ...cluster.hosts.split(',')],
      ...['--cluster-replicas', '1', '--cluster-yes']
    ])
    await until(() => cluster.isWell())
    return cluster
  }

  /** `host:port` of every node, separated by commas. */
  get hosts(): string {
    return this.servers.map(({ port }) => `127.0.0.1:${port}`).join(',')
  }

  /** The nodes in the view of one of them. */
  async nodes(seenBy = this.servers[0] as RedisServer): Promise<ClusterNode[]> {
    const text = String(await seenBy.ask((client) => client.cluster('NODES')))
    return text
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [id = '', address = '', flags = '', master = ''] = line.split(' ')
        const port = Number(/:(\d+)@/.exec(address)?.[1])
        const server = this.servers.find((one) => one.port === port)
        if (server === undefined) return []
        const hasFailed = /fail|noaddr/.test(flags)
        return [{ id, server, isMaster: flags.includes('master'), master, hasFailed }]
      })
  }

  /** Whether all nodes agree that every slot is served and every master has a replica. */
  async isWell(): Promise<boolean> {
    for (const server of this.servers) {
      const info = await server.ask((client) => client.cluster('INFO'))
      if (!String(info).includes('cluster_state:ok')) return false
      const nodes = await this.nodes(server)
      const alive = nodes.filter(({ hasFailed }) => !hasFailed)
      if (alive.length < this.servers.length) return false
      if (alive.filter(({ isMaster }) => !isMaster).length !== masters) return false
    }
    const links = await Promise.all(
      (await this.nodes())
        .filter(({ isMaster }) => !isMaster)
        .map(({ server }) => server.ask((client) => client.info('replication')))
    )
    return links.every((info) => info.includes('master_link_status:up'))
  }

  /** Moves slots and their keys from one master to another. */
  async moveSlots(from: ClusterNode, to: ClusterNode, count: number): Promise<void> {
    await run('redis-cli', [
      ...['--cluster', 'reshard', `127.0.0.1:${from.server.port}`],
      ...['--cluster-from', from.id, '--cluster-to', to.id],
      ...['--cluster-slots', String(count), '--cluster-yes']
    ])
  }
}
