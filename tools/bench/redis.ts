import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { Redis } from 'ioredis'
import { start } from './processes.js'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts a redis-server without persistence. @returns null if redis-server is not installed */
export async function startRedis(cwd: string) {
  const port = await freePort()
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', cwd]
  try {
    const command = ['redis-server', '--port', String(port), ...settings] as const
    const { pid } = await start(command, /Ready to accept connections/, { cwd })
    return { pid, url: `redis://127.0.0.1:${port}` }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The number of revocations of a long day, distributed evenly over all buckets. */
export const entryCount = 1_000_000

/** Writes revocations directly into the set, because the record is not measured. */
export async function fillRedis(url: string, size = entryCount): Promise<void> {
  const client = new Redis(url)
  const until = Math.floor(Date.now() / 1000) + 86_400
  for (let count = 0; count < size; count += 1000) {
    const ids = Array.from({ length: 1000 }, () => randomUUID())
    await client
      .pipeline(ids.map((id) => ['zadd', `starwars:revoked:${id.slice(-2)}`, until, id]))
      .exec()
  }
  client.disconnect()
}
