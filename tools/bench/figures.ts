import type { Sample } from './measure.js'
import type { Row } from './rounds.js'

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

type Figure = (sample: Sample) => number | null

/** Returns the median over the rounds; NaN if the system does not report the figure. */
export const medianOf = ({ samples }: Row, figure: Figure) =>
  median(samples.map(figure).filter((value) => value !== null))

/** The same as text; a dash if the system does not report the figure. */
export function showMedian(row: Row, figure: Figure, digits: number, unit = ''): string {
  const value = medianOf(row, figure)
  return Number.isNaN(value) ? '–' : value.toFixed(digits) + unit
}

/** The least use of a CPU by a server that is the bottleneck. */
const busy = 0.95

/** Shows the throughput only if the server limits it. Otherwise it is a figure of the generator. */
export function showThroughput(row: Row): string {
  const use = medianOf(row, ({ serverBusy }) => serverBusy)
  if (use < busy) return 'generator-bound'
  return Number.isNaN(use) ? '–' : showMedian(row, (sample) => sample.requestsPerSecond, 0)
}

/**
 * Returns the CPU time of `other` divided by that of `row`, for each round: the state of the machine changes
 * between rounds.
 */
export function cpuRatios(row: Row, other: Row): number[] {
  return row.samples.flatMap(({ cpu: own }, round) => {
    const cpu = other.samples[round]?.cpu ?? null
    return own === null || cpu === null ? [] : [cpu / own]
  })
}

export function showRatios(values: readonly number[]): string {
  if (values.length === 0) return '–'
  const [middle, least, most] = [0.5, 0, 1].map((part) => quantile(values, part).toFixed(2))
  return `${middle} (${least}–${most})`
}

/** Returns a Markdown table with aligned columns, which is readable in a terminal too. */
export function table(lines: readonly (readonly string[])[]): string {
  const [first = [], ...rest] = lines
  const widths = first.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  const show = (line: readonly string[]) =>
    `| ${line.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, i) => (i < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [show(first), show(rule), ...rest.map(show)].join('\n')
}
