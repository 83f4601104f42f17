import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import {
  cpuRatio,
  median,
  ratios,
  showMedian,
  showRatios,
  table,
  throughputRatio
} from './report.js'
import type { Row } from './rounds.js'
import { type Server, thisCheckout } from './servers.js'
import type { BenchSettings } from './settings.js'

/** The tolerated loss of throughput, as a fraction: measurements vary by as much. */
const tolerance = 0.1

/** Two versions of the service in the same setup. */
export interface Pair {
  readonly name: string
  readonly before: Server
  readonly after: Server
}

const commitOf = (checkout: string) =>
  execFileSync('git', ['-C', checkout, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()

/** @param earlier the folder of the earlier checkout @returns the content of before-and-after.md */
export function reportPairs(
  pairs: readonly Pair[],
  rows: readonly Row[],
  { earlier, settings }: { readonly earlier: string; readonly settings: BenchSettings }
): string {
  const { rounds, seconds, connections } = settings
  const head = [
    'set',
    'load',
    'requests/s before',
    'requests/s after',
    'throughput: after ÷ before'
  ]
  const lines = [
    [...head, 'CPU µs before', 'CPU µs after', 'CPU: before ÷ after', 'throughput loss ≤ 10 %']
  ]
  for (const { name, before, after } of pairs) {
    for (const row of rows.filter(({ server }) => server === after)) {
      const other = rows.find((one) => one.server === before && one.mode === row.mode) as Row
      const throughput = ratios(row, other, throughputRatio)
      const cpu = ratios(row, other, cpuRatio)
      const rate = (one: Row) => showMedian(one, ({ requestsPerSecond }) => requestsPerSecond, 0)
      const cost = (one: Row) => showMedian(one, (sample) => sample.cpu, 1)
      lines.push([
        name,
        row.mode.name,
        rate(other),
        rate(row),
        showRatios(throughput),
        cost(other),
        cost(row),
        showRatios(cpu),
        median(throughput) >= 1 - tolerance ? 'yes' : '**no**'
      ])
    }
  }
  const machine = cpus()
  return `# Before and after

Written by \`npm run bench -- --before DIR\`: compares the cost of secured reads with that of an earlier version.

- Date: ${new Date().toISOString()}; before: ${commitOf(earlier)}, after: ${commitOf(thisCheckout)}
- Node.js ${process.version}, ${machine.length} × ${machine[0]?.model.trim() ?? 'CPU of unknown model'}; connections: ${connections}; rounds: ${rounds} of ${seconds} s for each server and load

${table(lines)}

- All servers run at the same time, and one is loaded at a time: in each round, both versions one after the other. Each ratio compares both versions within one round: median (lowest–highest); 1 is as good as before, more is better.
- Every response had status 200. At the end, each server rejected a revoked token.
`
}
