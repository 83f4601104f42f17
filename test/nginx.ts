import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.js'
import type { Owner } from './owner.js'
import { until } from './until.js'

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/**
 * Starts an nginx of its owner, with two worker processes.
 *
 * @param http returns the content of the block `http`, in which one server listens on the port
 * @returns its port on the loopback, and its error log
 */
export async function startNginx(owner: Owner, http: (port: number) => string) {
  const directory = await mkdtemp(join(tmpdir(), 'starwars-nginx-'))
  owner.teardown(() => rm(directory, { recursive: true, force: true }))
  const port = await freePort()
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const file = join(directory, 'nginx.conf')
  await writeFile(
    file,
    [
      ...(process.getuid?.() === 0 ? ['user root;'] : []),
      'daemon off;',
      'worker_processes 2;',
      `pid ${directory}/pid;`,
      'error_log stderr warn;',
      'events {}',
      'http {',
      'access_log off;',
      ...paths.map((name) => `${name}_temp_path ${directory}/${name};`),
      http(port),
      '}'
    ].join('\n')
  )
  const child = spawn('nginx', ['-p', directory, '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let log = ''
  child.stderr.on('data', (chunk) => (log += chunk))
  const ended = once(child, 'close')
  owner.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`nginx does not start:\n${log}`)
    return accepts(port)
  })
  return { port, origin: `http://127.0.0.1:${port}`, log: () => log }
}
