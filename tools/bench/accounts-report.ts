import { median } from './figures.js'
import type { Sample } from './measure.js'
import type { BenchSettings } from './settings.js'

/** The number of connections that log in continuously. */
export const loginConnections = 32
/** The maximum factor by which the 99th percentile of the films may increase meanwhile. */
const maxSlowdown = 3

export const titles = {
  login: 'login',
  refresh: 'refresh',
  alone: 'films, no logins',
  duringLogins: `films, while ${loginConnections} connections log in`
} as const
export type Mode = keyof typeof titles
export const modes = Object.keys(titles) as Mode[]
export type Samples = Readonly<Record<Mode, Sample[]>>

function lineOf(mode: Mode, samples: readonly Sample[]): string {
  const show = (figure: (one: Sample) => number | null, digits: number) => {
    const values = samples.map(figure).filter((value) => value !== null)
    return values.length === 0 ? '–' : median(values).toFixed(digits)
  }
  const figures = [
    show((one) => one.requestsPerSecond, 0),
    show((one) => one.p50, 2),
    show((one) => one.p99, 2),
    show((one) => one.cpu && one.cpu / 1000, 2)
  ]
  return `| ${[titles[mode], ...figures].join(' | ')} |`
}

/** Returns the section on accounts of results.md. */
export function section(samples: Samples, { rounds, seconds, connections }: BenchSettings): string {
  const slowdowns = samples.duringLogins.map(
    ({ p99 }, round) => p99 / (samples.alone[round]?.p99 ?? Number.NaN)
  )
  const slowdown = median(slowdowns)
  const range = [Math.min(...slowdowns), Math.max(...slowdowns)].map((one) => one.toFixed(2))
  const verdict = slowdown <= maxSlowdown ? 'met' : 'missed'
  return `
## Accounts

- p99 of the films while ${loginConnections} connections log in ÷ p99 without logins ≤ ${maxSlowdown.toFixed(2)}: **${verdict}** (${slowdown.toFixed(2)}; ${range.join('–')})

| request | requests/s | p50 ms | p99 ms | CPU ms/request |
| --- | ---: | ---: | ---: | ---: |
${modes.map((mode) => lineOf(mode, samples[mode])).join('\n')}

- Default settings, with embedded SQLite and the in-process set. Exceptions: \`RATE_LIMIT=off\`, so that the rate limits do not reject requests, and \`SESSIONS=multiple\`, so that no login ends another session. Login and refresh: ${loginConnections} connections, each with its own user. A login computes argon2id with its recommended parameters, on all cores but one. A refresh is three transactions; SQLite writes each of them to the disk before the next one begins.
- Films: ${connections} connections, in each round first without and then with logins. Each figure is the median over ${rounds} rounds of ${seconds} s. autocannon sends the logins and refreshes. It runs on the same machine as the service.
`
}
