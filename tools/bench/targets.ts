import { fiveOptionsName } from './catalogue-loads.js'
import type { Target } from './report.js'
import type { Row } from './rounds.js'
import type { Server, Servers } from './servers.js'

/** Returns the targets of the CPU time. @param baselineOf returns the row that a row is compared with */
export function targetsOf(
  rows: readonly Row[],
  { inProcess, withRedis, withFullRedis }: Servers,
  baselineOf: (row: Row) => Row
): Target[] {
  const rowOf = (server: Server | null, mode: string) =>
    rows.find((row) => row.server === server && row.mode.name === mode) ?? null
  const against = (text: string, row: Row | null, atLeast: number) => ({
    text,
    row,
    other: row && baselineOf(row),
    atLeast
  })
  return [
    against('films, in-process set', rowOf(inProcess, 'one token'), 0.72),
    against('films, Redis set, one token', rowOf(withRedis, 'one token'), 0.66),
    against('films with five options, Redis set', rowOf(withRedis, fiveOptionsName), 0.62),
    against('films, Redis set, 10,000 tokens', rowOf(withRedis, '10,000 tokens'), 0.55),
    {
      text: 'the same: CPU time with an empty set ÷ CPU time with 1,000,000 revocations',
      row: rowOf(withFullRedis, '10,000 tokens'),
      other: rowOf(withRedis, '10,000 tokens'),
      atLeast: 0.95
    }
  ]
}
