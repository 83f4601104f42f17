import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from './child-server.js'
import { freePort } from './free-port.js'
import type { Owner } from './owner.js'

/** The directories that nginx creates at start. */
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

/**
 * Starts an nginx of its owner, with two worker processes.
 *
 * @param http returns the content of the block `http`, in which one server listens on the port
 */
export async function startNginx(owner: Owner, http: (port: number) => string) {
  const directory = await mkdtemp(join(tmpdir(), 'starwars-nginx-'))
  owner.teardown(() => rm(directory, { recursive: true, force: true }))
  const port = await freePort()
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
      ...temporary.map((name) => `${name}_temp_path ${directory}/${name};`),
      http(port),
      '}'
    ].join('\n')
  )
  const log = await startProgram(owner, 'nginx', ['-p', directory, '-c', file], port)
  return { origin: `http://127.0.0.1:${port}`, log }
}
