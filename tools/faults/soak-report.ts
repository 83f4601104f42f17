import { cpus } from 'node:os'
import { median } from '../bench/report.js'
import type { Operation, Sample } from './samples.js'

export interface Soak {
  readonly seconds: number
  readonly load: readonly Sample[]
  /** The requests of the checkAllTokens at the end, with revoked and good tokens. */
  readonly swept: readonly Sample[]
  /** Resident memory of all instances together, in MB, over time. */
  readonly memory: readonly number[]
  /** Live heap of all instances together after a garbage collection, in MB, each minute. */
  readonly heaps: readonly number[]
  /** The names of the faults, in order. */
  readonly began: readonly string[]
  /** Instances that ended by themselves, and the error of the checkAllTokens if it got no response. */
  readonly crashes: readonly string[]
}

/** The limit of all live heaps together, in MB: twice their size with full caches. */
const mostHeap = 200

const count = (samples: readonly Sample[], is: (sample: Sample) => boolean) =>
  samples.filter(is).length

const isAccepted = ({ operation, isWrong }: Sample) => operation === 'revoked' && isWrong
const isRefused = ({ operation, isWrong }: Sample) => operation !== 'revoked' && isWrong
const isStrange = ({ status }: Sample) => ![200, 401, 503].includes(status as number)

/** Returns all failures; empty if there are none. */
export function failuresOf({ load, swept, heaps, crashes }: Soak): string[] {
  const all = [...load, ...swept]
  return [
    ...Object.entries({
      'revoked tokens accepted': isAccepted,
      'good tokens refused': isRefused,
      'strange answers': isStrange
    }).flatMap(([what, is]) => {
      const times = count(all, is)
      return times === 0 ? [] : [`${what}: ${times}`]
    }),
    ...heaps.filter((heap) => heap > mostHeap).map((heap) => `${heap.toFixed(0)} MB held`),
    ...crashes
  ]
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN
}

function row(load: readonly Sample[], operation: Operation, seconds: number): string {
  const own = load.filter((sample) => sample.operation === operation)
  const times = own.map(({ took }) => took)
  return `| ${[
    operation,
    (own.length / seconds).toFixed(1),
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.99).toFixed(1),
    count(own, ({ status }) => status === 503),
    count(own, isStrange)
  ].join(' | ')} |`
}

export function soakReport(soak: Soak): string {
  const { seconds, load, swept, memory, heaps, began } = soak
  const all = [...load, ...swept]
  // Compares medians over a tenth of the time, because garbage collection makes memory fluctuate.
  const tenth = Math.max(1, Math.floor(memory.length / 10))
  const [first, last] = [memory.slice(0, tenth), memory.slice(-tenth)].map(median)
  const failures = failuresOf(soak)
  return [
    `- Date: ${new Date().toISOString()}; Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}; ${(seconds / 60).toFixed(1)} minutes`,
    `- Load held: ${(load.length / seconds).toFixed(0)} requests/s on two instances, the generator on the same machine`,
    `- Faults: ${began.length} (${[...new Set(began)].join(', ')}; in turn)`,
    `- Revoked tokens tried ${count(all, ({ operation }) => operation === 'revoked')} times, accepted **${count(all, isAccepted)}**; good tokens wrongly refused: ${count(all, isRefused)}; answers other than 200, 401 and 503: ${count(all, isStrange)}`,
    `- Resident memory of both instances: ${first?.toFixed(0)} MB in the first tenth of the time, ${last?.toFixed(0)} MB in the last, at most ${Math.max(...memory).toFixed(0)} MB`,
    `- Held by both after a collection, minute by minute: ${heaps.map((heap) => heap.toFixed(0)).join(', ')} MB; the caches of verified tokens fill until they hold 20,000 each`,
    ...failures.map((failure) => `- Not as it should be: ${failure}`),
    '',
    '| what | requests/s | p50 ms | p99 ms | 503 | other errors |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...(['read', 'revoked', 'login', 'refresh', 'logout'] as const).map((operation) =>
      row(load, operation, seconds)
    )
  ].join('\n')
}
