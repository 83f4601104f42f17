import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from './child-server.js'
import { freePort } from './free-port.js'
import type { Owner } from './owner.js'

/**
 * Starts an HAProxy of its owner.
 *
 * @param configuration returns it, with a frontend that binds the port
 */
export async function startHaproxy(owner: Owner, configuration: (port: number) => string) {
  const directory = await mkdtemp(join(tmpdir(), 'starwars-haproxy-'))
  owner.teardown(() => rm(directory, { recursive: true, force: true }))
  const port = await freePort()
  const file = join(directory, 'haproxy.cfg')
  await writeFile(file, configuration(port))
  const log = await startProgram(owner, 'haproxy', ['-f', file], port)
  return { origin: `http://127.0.0.1:${port}`, log }
}
