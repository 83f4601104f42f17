import { cpus } from 'node:os'
import type { Sample } from './measure.js'
import type { Row } from './rounds.js'
import type { BenchSettings } from './settings.js'

export interface Results {
  readonly settings: BenchSettings
  readonly responseBytes: number
  readonly rows: readonly Row[]
  /** The rows that the others are compared with, one for each mode. */
  readonly baselines: readonly Row[]
  readonly targets: readonly {
    readonly row: Row | null
    readonly text: string
    readonly atLeast: number
  }[]
  /** Rows of the table that are not about load, or that were not measured, with the reason. */
  readonly others: readonly {
    readonly name: string
    readonly mode: string
    readonly text: string
  }[]
  /** Upper bounds of figures other than load. */
  readonly bounds: readonly {
    readonly text: string
    readonly value: number
    readonly atMost: number
  }[]
  readonly notes: readonly string[]
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

type Figure = (sample: Sample) => number | null

/** Returns the median over the rounds; a dash if the system does not report the figure. */
export function showMedian({ samples }: Row, figure: Figure, digits: number, unit = ''): string {
  const values = samples.map(figure).filter((value) => value !== null)
  if (values.length === 0) return '–'
  return median(values).toFixed(digits) + unit
}

/** Compares two rows round by round, because the state of the machine changes between rounds. */
export function ratios(row: Row, other: Row, ratio: (own: Sample, other: Sample) => number | null) {
  return row.samples
    .map((sample, round) => ratio(sample, other.samples[round] as Sample))
    .filter((value) => value !== null)
}

export const throughputRatio = (own: Sample, other: Sample) =>
  own.requestsPerSecond / other.requestsPerSecond
export const cpuRatio = (own: Sample, other: Sample) =>
  own.cpu === null || other.cpu === null ? null : other.cpu / own.cpu

export function showRatios(values: readonly number[]): string {
  if (values.length === 0) return '–'
  const [middle, least, most] = [0.5, 0, 1].map((part) => quantile(values, part).toFixed(2))
  return `${middle} (${least}–${most})`
}

const head = [
  'server',
  'load',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'CPU µs/request',
  'CPU use: server, generator',
  'throughput ÷ baseline',
  'CPU of baseline ÷ CPU'
]

function cells(row: Row, baseline: Row): string[] {
  return [
    row.server.name,
    row.mode.name,
    showMedian(row, (sample) => sample.requestsPerSecond, 0),
    showMedian(row, (sample) => sample.p50, 2),
    showMedian(row, (sample) => sample.p99, 2),
    showMedian(row, (sample) => sample.cpu, 1),
    `${showMedian(row, (sample) => sample.serverBusy && sample.serverBusy * 100, 0, ' %')}, ${showMedian(row, (sample) => sample.generatorBusy * 100, 0, ' %')}`,
    row === baseline ? '1' : showRatios(ratios(row, baseline, throughputRatio)),
    row === baseline ? '1' : showRatios(ratios(row, baseline, cpuRatio))
  ]
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

/** Returns the content of results.md. */
export function report(results: Results): string {
  const { settings, rows, baselines, targets, bounds, others, notes } = results
  const baselineOf = (row: Row) => baselines.find(({ mode }) => mode === row.mode) as Row
  const verdicts = targets.map(({ row, text, atLeast }) => {
    if (row === null) return `- ${text} ≥ ${atLeast.toFixed(2)}: not measured`
    const byThroughput = median(ratios(row, baselineOf(row), throughputRatio))
    const byCpu = median(ratios(row, baselineOf(row), cpuRatio))
    const verdict = byThroughput >= atLeast ? 'met' : 'missed'
    const cpuPart = Number.isNaN(byCpu) ? '' : `; by CPU ${byCpu.toFixed(2)}`
    return `- ${text} ≥ ${atLeast.toFixed(2)}: **${verdict}** (${byThroughput.toFixed(3)}${cpuPart})`
  })
  const otherLines = others.map(({ name, mode, text }) => [
    name,
    mode,
    text,
    ...head.slice(3).map(() => '–')
  ])
  const boundVerdicts = bounds.map(({ text, value, atMost }) => {
    return `- ${text} ≤ ${atMost}: **${value <= atMost ? 'met' : 'missed'}** (${value.toFixed(0)})`
  })
  const machine = cpus()
  return `# Load test

Written by \`npm run bench\`.

- Date: ${new Date().toISOString()}
- Node.js ${process.version}, ${machine.length} × ${machine[0]?.model.trim() ?? 'CPU of unknown model'}
- Connections: ${settings.connections}; rounds: ${settings.rounds}; seconds per server and load in each round: ${settings.seconds}; response of \`/films/v1/\`: ${results.responseBytes} bytes of JSON

Targets: the throughput relative to \`node:http\`, which sends the same bytes, and upper bounds of the start:

${[...verdicts, ...boundVerdicts].join('\n')}

${table([head, ...rows.map((row) => cells(row, baselineOf(row))), ...otherLines])}

${notes.map((note) => `- ${note}`).join('\n')}
`
}
