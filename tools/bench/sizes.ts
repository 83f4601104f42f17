import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fillRedis } from './redis.js'
import { type Mode, measureRounds, type Row } from './rounds.js'
import { type Server, startWithRedis } from './servers.js'

/** So few that the service is not saturated: the latency contains no queueing. */
export const sizesConnections = 2

/** Sizes of the set between that of the empty and that of the full server. */
const between = [1_000, 10_000, 100_000]

export interface SizeRow {
  readonly size: string
  readonly row: Row
}

/**
 * Measures the latency over the size of the set, with one service and one Redis for each size.
 *
 * @param directory an empty directory
 * @param empty the service with an empty set @param full the service with 1,000,000 revocations
 */
export async function measureSizes(
  directory: string,
  [empty, full]: readonly [Server, Server],
  rounds: number,
  mode: Mode,
  warmUp: (server: Server) => Promise<unknown>,
  measureOnce: Parameters<typeof measureRounds>[3]
): Promise<SizeRow[]> {
  const servers: Server[] = []
  for (const size of between) {
    const cwd = join(directory, `${size}`)
    await mkdir(cwd, { recursive: true })
    const name = `set of ${size.toLocaleString('en')}`
    const server = await startWithRedis(name, cwd, 'data', (url) => fillRedis(url, size))
    if (server !== null) servers.push(server)
  }
  const all = [empty, ...servers, full]
  // A warm-up: caches are filled and the code is compiled.
  for (const server of all) await warmUp(server)
  const rows = await measureRounds(rounds, all, [mode], measureOnce)
  const sizes = [0, ...between, 1_000_000]
  return rows.map((row, i) => ({ size: (sizes[i] ?? 0).toLocaleString('en'), row }))
}
