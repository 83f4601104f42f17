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
 * Returns the order of the servers in a round, as indexes. The neighbours change between rounds, because the
 * load on one server can affect the measurement of the next. The orders form a Williams design: over `count`
 * rounds (twice as many if `count` is odd), each server has each position equally often, and follows each
 * other server equally often.
 */
export function orderOf(count: number, round: number): number[] {
  const order = Array.from({ length: count }, (_, i) => {
    const zigzag = i % 2 === 1 ? (i + 1) / 2 : count - i / 2
    return (zigzag + round) % count
  })
  return count % 2 === 1 && round % 2 === 1 ? order.reverse() : order
}

/** Loads each server in each mode once per round, one at a time, in the order of `orderOf`. */
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
      for (const index of orderOf(own.length, round)) {
        const row = own[index] as (typeof own)[number]
        row.samples.push(await measureOnce(row.server, mode, round))
      }
    }
  }
  return rows
}
