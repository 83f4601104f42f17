import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.js'
import type { Owner } from './owner.js'
import { askPostgres } from './postgres.js'
import { until } from './until.js'

/** The directory of the programs of each version on Debian. */
const versions = '/usr/lib/postgresql'

const running = new Set<ChildProcess>()
// Immediate shutdown, without a message to the clients.
process.once('exit', () => running.forEach((child) => void child.kill('SIGQUIT')))

function programs(): string {
  const installed = existsSync(versions) ? readdirSync(versions) : []
  const newest = installed.sort((a, b) => Number(b) - Number(a))[0]
  return newest === undefined ? '' : join(versions, newest, 'bin')
}

export const isPostgresInstalled = () =>
  spawnSync(join(programs(), 'postgres'), ['--version'], { stdio: 'ignore' }).status === 0

/** PostgreSQL refuses to run as root. */
function accountOf(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (what: string) => Number(execFileSync('id', [what, 'postgres']))
  return { uid: id('-u'), gid: id('-g') }
}

/**
 * A PostgreSQL server of its owner, which may be stopped and started. It is removed with its owner.
 */
export class PostgresServer {
  #child: ChildProcess | undefined
  #log = ''

  private constructor(
    readonly port: number,
    readonly directory: string
  ) {}

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('PostgreSQL is not running')
    return this.#child.pid
  }

  static async start(owner: Owner): Promise<PostgresServer> {
    const account = accountOf()
    const directory = mkdtempSync(join(tmpdir(), 'starwars-postgres-'))
    if (account.uid !== undefined) chownSync(directory, account.uid, account.gid as number)
    const server = new PostgresServer(await freePort(), directory)
    owner.teardown(async () => {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    })
    execFileSync(
      join(programs(), 'initdb'),
      ['-D', directory, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
      // Its errors are a part of the exception.
      { ...account, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] }
    )
    await server.restart()
    return server
  }

  /** Starts the server, and waits until it responds. */
  async restart(): Promise<void> {
    await this.stop()
    const child = spawn(
      join(programs(), 'postgres'),
      [
        ...['-D', this.directory, '-p', String(this.port)],
        ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
        // The machine does not crash during tests, and syncing to disk is slow.
        ...['-c', 'fsync=off']
      ],
      { ...accountOf(), cwd: this.directory, stdio: ['ignore', 'ignore', 'pipe'] }
    )
    child.stderr?.on('data', (chunk) => (this.#log += chunk))
    running.add(child)
    this.#child = child
    await until(() => {
      if (child.exitCode !== null) throw new Error(`PostgreSQL does not start:\n${this.#log}`)
      return askPostgres('select 1', this.url).catch(() => null)
    })
  }

  /** Stops the server as a crash does, without a message to the clients. Committed data remains. */
  async stop(): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    this.#child = undefined
    const exit = once(child, 'exit')
    child.kill('SIGQUIT')
    await exit
    running.delete(child)
  }
}
