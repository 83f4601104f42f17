import type { Deployment } from './deployment.js'
import type { Drill } from './drill.js'
import type { Sample, Samples } from './samples.js'

/** On the clock of `performance.now()`. */
interface Times {
  readonly began: number
  readonly ended: number
  /** When every instance had accepted a valid token again. */
  readonly recovered: number
  /** From this time on, every request must succeed. */
  readonly settled: number
}

interface Observations {
  readonly times: Times
  readonly evidence: string
  readonly outstanding: number
  readonly failures: readonly string[]
  readonly heapsBefore: readonly (number | null)[]
  readonly heapsAfter: readonly (number | null)[]
}

/** The outcome of a drill: a row of the table. */
export interface Outcome {
  readonly drill: string
  readonly evidence: string
  /** The number of requests without a response when the fault began. */
  readonly outstanding: number
  readonly total: number
  /** The number of requests with revoked tokens, and how many of them the service accepted. */
  readonly withRevoked: number
  readonly accepted: number
  readonly wrongRejections: number
  /** The number of 503 responses. */
  readonly unavailable: number
  /** In milliseconds from the end of the fault; null if valid tokens were accepted all the time. */
  readonly recovery: number | null
  /** The slowest response of a route that needs only the token and the revocation set, in milliseconds. */
  readonly slowest: number
  /** Live heap of all instances together after a garbage collection, in MB. */
  readonly memory: readonly [before: number, after: number] | null
  /** Empty if there are none. */
  readonly failures: readonly string[]
  /** Slow responses and late recoveries. `--patient` ignores them. */
  readonly delays: readonly string[]
}

/** The maximum time of a secured route that queries only the revocation set, in milliseconds. */
const maxResponseTime = 500
/** The maximum time from the end of the fault until valid tokens are accepted, in milliseconds. */
const maxRecoveryTime = 1000

const count = (samples: readonly Sample[], is: (sample: Sample) => boolean) =>
  samples.filter(is).length

function sum(figures: readonly (number | null)[]): number | null {
  return figures.reduce<number | null>(
    (total, figure) => (total === null || figure === null ? null : total + figure),
    0
  )
}

/** Counts the 503 responses of routes that need only the token and the revocation set. */
const countUnavailable = (samples: Samples, from: number) =>
  count(
    samples.between(from, Number.POSITIVE_INFINITY, 'read', 'revoked'),
    ({ status }) => status === 503
  )

/** Returns the results that the drill does not permit. */
function unexpectedResults(samples: readonly Sample[], drill: Drill<never>): string[] {
  const unexpected = samples.filter(({ status }) => {
    if (status === 'timeout') return true
    if (typeof status === 'string') return !drill.endsInstances
    return ![200, 401, 503].includes(status)
  })
  const counts = new Map<string, number>()
  for (const { operation, status } of unexpected) {
    const what = `${operation}: ${status}`
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].map(([what, times]) => `${what} (${times}×)`)
}

function failuresOf(
  drill: Drill<never>,
  { samples, instances }: Deployment,
  outcome: Outcome,
  times: Times
) {
  const { accepted, wrongRejections } = outcome
  const unavailableReads = drill.keepsReading ? countUnavailable(samples, times.began) : 0
  const withoutRetry = count(
    samples.all,
    ({ status, retryAfter }) => status === 503 && retryAfter === undefined
  )
  return [
    ...(accepted > 0 ? [`revoked tokens accepted: ${accepted}`] : []),
    ...(wrongRejections > 0 ? [`valid tokens rejected: ${wrongRejections}`] : []),
    ...(unavailableReads > 0 ? [`reads that returned 503: ${unavailableReads}`] : []),
    ...(withoutRetry > 0 ? [`503 without Retry-After: ${withoutRetry}`] : []),
    ...unexpectedResults(samples.all, drill),
    ...instances.flatMap(({ crashes }) => crashes.splice(0))
  ]
}

function delaysOf(
  { maxResponseTime: limit = maxResponseTime }: Drill<never>,
  { samples }: Deployment,
  outcome: Outcome,
  times: Times
) {
  const { slowest, recovery } = outcome
  const late = countUnavailable(samples, times.settled)
  return [
    ...(slowest > limit ? [`the slowest response took ${Math.round(slowest)} ms`] : []),
    ...(recovery !== null && recovery > maxRecoveryTime
      ? [`the recovery took ${Math.round(recovery)} ms`]
      : []),
    ...(late > 0 ? [`503 after the recovery: ${late}`] : [])
  ]
}

export function outcomeOf<S extends Deployment>(
  deployment: S,
  drill: Drill<S>,
  seen: Observations
): Outcome {
  const { samples } = deployment
  const { times, evidence, outstanding, heapsBefore, heapsAfter } = seen
  const from = drill.mayRejectValid ? times.recovered : 0
  const byToken = samples.between(0, Number.POSITIVE_INFINITY, 'read', 'revoked')
  const wasInterrupted = samples
    .between(times.began, times.recovered, 'read')
    .some(({ status }) => status !== 200)
  const [before, after] = [sum(heapsBefore), sum(heapsAfter)]
  const outcome: Outcome = {
    drill: drill.name,
    evidence,
    outstanding,
    total: samples.all.length,
    withRevoked: count(samples.all, ({ operation }) => operation === 'revoked'),
    accepted: count(samples.all, ({ operation, isWrong }) => operation === 'revoked' && isWrong),
    wrongRejections: count(
      samples.all,
      ({ operation, isWrong, at }) => operation !== 'revoked' && isWrong && at >= from
    ),
    unavailable: count(samples.all, ({ status }) => status === 503),
    recovery: wasInterrupted ? times.recovered - times.ended : null,
    slowest: Math.max(0, ...byToken.map(({ took }) => took)),
    memory: before === null || after === null ? null : [before, after],
    failures: [],
    delays: []
  }
  return {
    ...outcome,
    failures: [...seen.failures, ...failuresOf(drill, deployment, outcome, times)],
    delays: delaysOf(drill, deployment, outcome, times)
  }
}
