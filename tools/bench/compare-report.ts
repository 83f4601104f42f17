import { execFileSync } from 'node:child_process'
import { cpuRatios, median, showMedian, showRatios, showThroughput, table } from './figures.js'
import { conditions, machine } from './report.js'
import type { Row } from './rounds.js'
import { type Server, thisCheckout } from './servers.js'
import type { BenchSettings } from './settings.js'

/** The tolerated factor of CPU time: measurements vary by as much. */
const tolerance = 1.1

/** Two versions of the service in the same setup. */
export interface Pair {
  readonly name: string
  readonly before: Server
  readonly after: Server
}

interface Comparison {
  /** The folder of the earlier checkout. */
  readonly earlier: string
  readonly settings: BenchSettings
  readonly generator: string
}

const commitOf = (checkout: string) =>
  execFileSync('git', ['-C', checkout, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()

/** @returns the content of before-and-after.md */
export function reportPairs(
  pairs: readonly Pair[],
  rows: readonly Row[],
  { earlier, settings, generator }: Comparison
): string {
  const head = ['set', 'load', 'CPU µs before', 'CPU µs after', 'CPU: after ÷ before']
  const lines = [[...head, `≤ ${tolerance}`, 'requests/s before', 'requests/s after']]
  for (const { name, before, after } of pairs) {
    for (const row of rows.filter(({ server }) => server === after)) {
      const other = rows.find((one) => one.server === before && one.mode === row.mode) as Row
      const cpu = cpuRatios(other, row)
      const cost = (one: Row) => showMedian(one, (sample) => sample.cpu, 1)
      lines.push([
        name,
        row.mode.name,
        cost(other),
        cost(row),
        showRatios(cpu),
        median(cpu) <= tolerance ? 'met' : '**missed**',
        showThroughput(other),
        showThroughput(row)
      ])
    }
  }
  return `# Before and after

Written by \`npm run bench -- --before DIR\`: compares the cost of secured reads with that of an earlier version.

- Date: ${new Date().toISOString()}; before: ${commitOf(earlier)}, after: ${commitOf(thisCheckout)}
- ${machine()}
- Generator: ${conditions(settings, generator)}

${table(lines)}

- All servers run at the same time, and one is loaded at a time: in each round, both versions one after the other. Each ratio compares both versions within one round: median (lowest–highest); 1 is as good as before, less is better. “generator-bound”: the server was busy for less than 95 % of the time, because the generator or other programs limited it.
- Every response had a status below 400. Before each load, the bench checked that one response had status 200. At the end, each server rejected a revoked token.
`
}
