import { cpus } from 'node:os'
import { cpuRatios, median, showMedian, showRatios, showThroughput, table } from './figures.js'
import type { Row } from './rounds.js'
import type { BenchSettings } from './settings.js'

/** A lower bound of the CPU time of another row divided by that of this row. */
export interface Target {
  readonly text: string
  readonly row: Row | null
  readonly other: Row | null
  readonly atLeast: number
}

export interface Results {
  readonly settings: BenchSettings
  readonly generator: string
  readonly responseBytes: number
  readonly rows: readonly Row[]
  /** Returns the row that a row is compared with. */
  readonly baselineOf: (row: Row) => Row
  readonly targets: readonly Target[]
  /** Upper bounds of figures other than load. */
  readonly bounds: readonly {
    readonly text: string
    readonly value: number
    readonly atMost: number
  }[]
  /** Names of the pictures. */
  readonly pictures: readonly { readonly text: string; readonly name: string }[]
  readonly notes: readonly string[]
}

const head = [
  'server',
  'load',
  'CPU µs/request',
  'CPU of baseline ÷ CPU',
  'CPU use: server, generator',
  'requests/s',
  'p50 ms',
  'p99 ms'
]

function cells(row: Row, baseline: Row): string[] {
  return [
    row.server.name,
    row.mode.name,
    showMedian(row, (sample) => sample.cpu, 1),
    row === baseline ? '1' : showRatios(cpuRatios(row, baseline)),
    `${showMedian(row, (sample) => sample.serverBusy && sample.serverBusy * 100, 0, ' %')}, ${showMedian(row, (sample) => sample.generatorBusy * 100, 0, ' %')}`,
    showThroughput(row),
    showMedian(row, (sample) => sample.p50, 2),
    showMedian(row, (sample) => sample.p99, 2)
  ]
}

/** Returns a line of the list of targets. */
export function showTarget({ text, row, other, atLeast }: Target): string {
  const ratios = row && other ? cpuRatios(row, other) : []
  if (ratios.length === 0) return `- ${text} ≥ ${atLeast.toFixed(2)}: not measured`
  const verdict = median(ratios) >= atLeast ? 'met' : 'missed'
  return `- ${text} ≥ ${atLeast.toFixed(2)}: **${verdict}** (${showRatios(ratios)})`
}

export function machine(): string {
  const processors = cpus()
  return `Node.js ${process.version}, ${processors.length} × ${processors[0]?.model.trim() ?? 'CPU of unknown model'}`
}

export const conditions = ({ rounds, seconds, connections }: BenchSettings, generator: string) =>
  `${generator}, one thread; connections: ${connections}; rounds: ${rounds} of ${seconds} s for each server and load`

/** Returns the content of results.md. */
export function report(results: Results): string {
  const { settings, generator, rows, baselineOf, targets, bounds, pictures, notes } = results
  const boundVerdicts = bounds.map(
    ({ text, value, atMost }) =>
      `- ${text} ≤ ${atMost}: **${value <= atMost ? 'met' : 'missed'}** (${value.toFixed(0)})`
  )
  return `# Load test

Written by \`npm run bench\`.

- Date: ${new Date().toISOString()}
- ${machine()}
- Generator: ${conditions(settings, generator)}; response of \`/films/v1/\`: ${results.responseBytes} bytes of JSON

Targets: CPU time of \`node:http\` per request, divided by that of the service, for the same bytes; and upper bounds of the start:

${[...targets.map(showTarget), ...boundVerdicts].join('\n')}

${pictures.map(({ text, name }) => `![${text}](${name})`).join('\n\n')}

${table([head, ...rows.map((row) => cells(row, baselineOf(row)))])}

${notes.map((note) => `- ${note}`).join('\n')}
`
}
