import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from './child-server.js'
import { freePort } from './free-port.js'
import type { Owner } from './owner.js'

/** PgBouncer refuses to run as root. */
const account = () =>
  process.getuid?.() === 0 ? { uid: Number(execFileSync('id', ['-u', 'nobody'])) } : {}

/**
 * Starts a PgBouncer of its owner before a database.
 *
 * @param poolSize how many connections to PostgreSQL all clients share
 * @returns the URL of the database through it
 */
export async function startPgBouncer(
  owner: Owner,
  databaseUrl: string,
  { mode, poolSize }: { readonly mode: string; readonly poolSize: number }
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'starwars-pgbouncer-'))
  owner.teardown(() => rm(directory, { recursive: true, force: true }))
  const port = await freePort()
  const { hostname, port: serverPort, username, password, pathname } = new URL(databaseUrl)
  const target = [
    `host=${hostname}`,
    `port=${serverPort || 5432}`,
    `user=${username}`,
    ...(password ? [`password=${password}`] : [])
  ]
  await writeFile(
    join(directory, 'pgbouncer.ini'),
    [
      '[databases]',
      `* = ${target.join(' ')}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      `pool_mode = ${mode}`,
      `default_pool_size = ${poolSize}`
    ].join('\n')
  )
  await chmod(directory, 0o755)
  await startProgram(owner, 'pgbouncer', [join(directory, 'pgbouncer.ini')], port, account())
  return `postgres://any@127.0.0.1:${port}${pathname}`
}
