import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the ports for outgoing connections, so that no other process takes one during an outage.
 */
const lowest = 15_000
/** A node of a Cluster also uses the port 10,000 higher, which must be below them too. */
const count = 7_000

const given = new Set<number>()

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

/** Returns a free port of the loopback. This process never gets a port twice. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * count)
    if (given.has(port) || !(await isFree(port)) || !(await isFree(port + 10_000))) continue
    given.add(port)
    return port
  }
}
