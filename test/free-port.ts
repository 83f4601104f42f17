import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that the system gives to outgoing connections: nobody takes it during an outage. */
const lowest = 15_000
/** A node of a Cluster takes the port 10,000 higher as well, which has to be below them too. */
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

/** A port of the loopback on which nothing listens. This process is given none twice. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * count)
    if (given.has(port) || !(await isFree(port)) || !(await isFree(port + 10_000))) continue
    given.add(port)
    return port
  }
}
