import { cpus } from 'node:os'
import { median } from '../bench/figures.js'
import type { Operation, Sample } from './samples.js'

export interface Soak {
  readonly seconds: number
  readonly load: readonly Sample[]
  /** The requests of the check of all tokens at the end. */
  readonly finalCheck: readonly Sample[]
  /** Resident memory of all instances together, in MB, over time. */
  readonly memory: readonly number[]
  /** Live heap of all instances together after a garbage collection, in MB, each minute. */
  readonly heaps: readonly number[]
  /** The names of the faults, in order. */
  readonly faults: readonly string[]
  /** Instances that exited by themselves, and the error of the check of all tokens, if any. */
  readonly crashes: readonly string[]
}

/** The limit of all live heaps together, in MB: twice their size with full caches. */
const maxHeap = 200

const count = (samples: readonly Sample[], is: (sample: Sample) => boolean) =>
  samples.filter(is).length

const isAccepted = ({ operation, isWrong }: Sample) => operation === 'revoked' && isWrong
const isRejected = ({ operation, isWrong }: Sample) => operation !== 'revoked' && isWrong
const isUnexpected = ({ status }: Sample) => ![200, 401, 503].includes(status as number)

/** Returns all failures; empty if there are none. */
export function failuresOf({ load, finalCheck, heaps, crashes }: Soak): string[] {
  const all = [...load, ...finalCheck]
  return [
    ...Object.entries({
      'revoked tokens accepted': isAccepted,
      'valid tokens rejected': isRejected,
      'unexpected responses': isUnexpected
    }).flatMap(([what, is]) => {
      const times = count(all, is)
      return times === 0 ? [] : [`${what}: ${times}`]
    }),
    ...heaps.filter((heap) => heap > maxHeap).map((heap) => `${heap.toFixed(0)} MB of heap`),
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
    count(own, isUnexpected)
  ].join(' | ')} |`
}

export function soakReport(soak: Soak): string {
  const { seconds, load, finalCheck, memory, heaps, faults } = soak
  const all = [...load, ...finalCheck]
  // Compares medians over a tenth of the time, because garbage collection makes memory fluctuate.
  const tenth = Math.max(1, Math.floor(memory.length / 10))
  const [first, last] = [memory.slice(0, tenth), memory.slice(-tenth)].map(median)
  const failures = failuresOf(soak)
  return [
    `- Date: ${new Date().toISOString()}; Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}; ${(seconds / 60).toFixed(1)} minutes`,
    `- Sustained load: ${(load.length / seconds).toFixed(0)} requests/s on two instances; the generator runs on the same machine`,
    `- Faults: ${faults.length} (${[...new Set(faults)].join(', ')}; one after another)`,
    `- Requests with revoked tokens: ${count(all, ({ operation }) => operation === 'revoked')}, accepted: **${count(all, isAccepted)}**; valid tokens rejected: ${count(all, isRejected)}; responses other than 200, 401 and 503: ${count(all, isUnexpected)}`,
    `- Resident memory of both instances: ${first?.toFixed(0)} MB in the first tenth of the time, ${last?.toFixed(0)} MB in the last, at most ${Math.max(...memory).toFixed(0)} MB`,
    `- Heap of both instances after a garbage collection, every minute: ${heaps.map((heap) => heap.toFixed(0)).join(', ')} MB. It grows until each cache of verified tokens has 20,000 entries`,
    ...failures.map((failure) => `- Failure: ${failure}`),
    '',
    '| request | requests/s | p50 ms | p99 ms | 503 | other errors |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...(['read', 'revoked', 'login', 'refresh', 'logout'] as const).map((operation) =>
      row(load, operation, seconds)
    )
  ].join('\n')
}
