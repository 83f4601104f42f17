import type { Load, LoadRequest, Sample } from './measure.js'
import type { Server } from './servers.js'

/** A kind of load. */
export interface Mode extends Pick<Load, 'status' | 'body' | 'bound'> {
  readonly name: string
  readonly requestsOf: (round: number) => readonly LoadRequest[]
}

/** One server in one mode: a sample for each round. */
export interface Row {
  readonly server: Server
  readonly mode: Mode
  readonly samples: readonly Sample[]
}

/**
 * Loads each server in each mode once per round, one at a time. Each round begins with another server,
 * so that no server always follows the same one.
 */
export async function measureRounds(
  rounds: number,
  servers: readonly Server[],
  modes: readonly Mode[],
  measureOnce: (server: Server, mode: Mode, round: number) => Promise<Sample>
): Promise<Row[]> {
  const rows = modes.flatMap((mode) =>
    servers.map((server) => ({ server, mode, samples: [] as Sample[] }))
  )
  for (let round = 0; round < rounds; round++) {
    for (const mode of modes) {
      const own = rows.filter((row) => row.mode === mode)
      const first = round % own.length
      for (const row of [...own.slice(first), ...own.slice(0, first)]) {
        row.samples.push(await measureOnce(row.server, mode, round))
      }
    }
  }
  return rows
}
