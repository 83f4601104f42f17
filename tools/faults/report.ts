import { cpus } from 'node:os'
import type { Outcome } from './outcome.js'

/** The outcome of a drill, and how many revoked tokens are accepted in the same drill without the guarantee. */
export interface DrillResult {
  readonly outcome: Outcome
  readonly withoutGuarantee: number | null
}

const head = [
  'fault',
  'effect of the fault',
  'outstanding, requests',
  'with revoked tokens',
  'accepted',
  'valid tokens rejected',
  '503',
  'recovery',
  'slowest response'
]

const milliseconds = (time: number) => (Number.isFinite(time) ? `${Math.round(time)} ms` : 'never')

function cells({ outcome, withoutGuarantee }: DrillResult): string[] {
  const { drill, evidence, outstanding, total, withRevoked, accepted } = outcome
  const without =
    withoutGuarantee === null ? '' : `; without the guarantee: ${withoutGuarantee} accepted`
  return [
    drill,
    `${evidence}${without}`,
    `${outstanding}, ${total}`,
    String(withRevoked),
    `**${accepted}**`,
    String(outcome.wrongRejections),
    String(outcome.unavailable),
    outcome.recovery === null ? 'no interruption' : milliseconds(outcome.recovery),
    milliseconds(outcome.slowest)
  ]
}

/** Returns a Markdown table with aligned columns, which is readable in a terminal too. */
function table(lines: readonly (readonly string[])[]): string {
  const [first = []] = lines
  const isText = (column: number) => column < 2
  const widths = first.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  const show = (line: readonly string[]) =>
    `| ${line.map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, i) =>
    isText(i) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`
  )
  return [show(first), show(rule), ...lines.slice(1).map(show)].join('\n')
}

/**
 * Returns the failures of each drill; empty if there are none.
 *
 * @param isPatient ignores delays and faults without effect, which a busy machine can cause
 */
export function failuresOf(lines: readonly DrillResult[], { isPatient = false } = {}): string[] {
  return lines.flatMap(({ outcome, withoutGuarantee }) => {
    const { drill, failures, delays } = outcome
    const noEffect =
      withoutGuarantee === 0
        ? ['no revoked token was accepted without the guarantee: the fault had no effect']
        : []
    const all = isPatient ? failures : [...failures, ...delays, ...noEffect]
    return all.map((failure) => `${drill}: ${failure}`)
  })
}

/** Returns the memory of one suite. Its instances run through all drills, unless a drill kills them. */
function memoryOf(suite: string, lines: readonly DrillResult[]): string[] {
  const measured = lines.flatMap(({ outcome: { memory } }) => (memory ? [memory] : []))
  const [first, last] = [measured[0], measured.at(-1)]
  if (first === undefined || last === undefined) return []
  const most = Math.max(...measured.flat())
  return [
    `${suite}: ${Math.round(first[0])} MB → ${Math.round(last[1])} MB, at most ${Math.round(most)} MB`
  ]
}

export interface SuiteResult {
  readonly suite: string
  readonly lines: readonly DrillResult[]
}

/** @param seconds the duration of all suites */
export function report(results: readonly SuiteResult[], seconds: number): string {
  const lines = results.flatMap(({ lines }) => lines)
  const failures = failuresOf(lines)
  const sum = (figure: (outcome: Outcome) => number) =>
    lines.reduce((total, { outcome }) => total + figure(outcome), 0)
  const memory = results.flatMap(({ suite, lines }) => memoryOf(suite, lines))
  return [
    `- Date: ${new Date().toISOString()}; Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}; ${lines.length} drills in ${Math.round(seconds / 60)} minutes`,
    `- Requests with revoked tokens: ${sum(({ withRevoked }) => withRevoked)}, accepted: **${sum(({ accepted }) => accepted)}**; valid tokens rejected: ${sum(({ wrongRejections }) => wrongRejections)}`,
    `- Heap after a garbage collection, before the first drill → after the last drill: ${memory.join('; ')}`,
    '',
    table([head, ...lines.map(cells)]),
    '',
    ...(failures.length === 0
      ? [
          'No failures: every response had status 200, 401 or 503, every 503 had `Retry-After`, and no instance exited by itself.'
        ]
      : ['Failures:', '', ...failures.map((failure) => `- ${failure}`)])
  ].join('\n')
}
