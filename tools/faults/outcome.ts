import type { Deployment } from './deployment.js'
import type { Drill } from './drill.js'
import type { Sample, Samples } from './samples.js'

/** On the clock of `performance.now()`. */
interface Times {
  readonly began: number
  readonly ended: number
  /** When every instance had accepted a good token again. */
  readonly good: number
  /** From here on, everything must work. */
  readonly settled: number
}

interface Seen {
  readonly times: Times
  readonly evidence: string
  readonly outstanding: number
  readonly failures: readonly string[]
  readonly heapsBefore: readonly (number | null)[]
  readonly heapsAfter: readonly (number | null)[]
}

/** The outcome of a drill: a line of the table. */
export interface Outcome {
  readonly drill: string
  readonly evidence: string
  /** The number of requests without a response when the fault began. */
  readonly outstanding: number
  readonly asked: number
  /** How often revoked tokens were tried, and how often the service accepted one. */
  readonly tried: number
  readonly accepted: number
  readonly wrongRefusals: number
  /** The number of 503 responses. */
  readonly unavailable: number
  /** In milliseconds from the end of the fault; null if good tokens were accepted all the time. */
  readonly recovery: number | null
  /** The slowest response to a request that depends on its token alone, in milliseconds. */
  readonly slowest: number
  /** Live heap of all instances together after a garbage collection, in MB. */
  readonly memory: readonly [before: number, after: number] | null
  /** Empty if there are none. */
  readonly failures: readonly string[]
  /** Slow or late responses. On a machine that is busy with other work they are no failures. */
  readonly delays: readonly string[]
}

/** The maximum time of a secured route that queries only the revocation set, in milliseconds. */
const slowestRefusal = 500
/** The maximum time from the end of the fault until good tokens are accepted, in milliseconds. */
const longestRecovery = 1000

const count = (samples: readonly Sample[], is: (sample: Sample) => boolean) =>
  samples.filter(is).length

function sum(figures: readonly (number | null)[]): number | null {
  return figures.reduce<number | null>(
    (total, figure) => (total === null || figure === null ? null : total + figure),
    0
  )
}

/** Counts the 503 responses to requests that depend on their token alone. */
const withoutResponse = (samples: Samples, from: number) =>
  count(
    samples.between(from, Number.POSITIVE_INFINITY, 'read', 'revoked'),
    ({ status }) => status === 503
  )

/** Returns the responses that no fault justifies. */
function strangeAnswers(samples: readonly Sample[], drill: Drill<never>): string[] {
  const strange = samples.filter(({ status }) => {
    if (status === 'hung') return true
    if (typeof status === 'string') return !drill.endsInstances
    return ![200, 401, 503].includes(status)
  })
  const told = new Map<string, number>()
  for (const { operation, status } of strange) {
    const what = `${operation}: ${status}`
    told.set(what, (told.get(what) ?? 0) + 1)
  }
  return [...told].map(([what, times]) => `${what} (${times}×)`)
}

function failuresOf(
  drill: Drill<never>,
  { samples, instances }: Deployment,
  outcome: Outcome,
  times: Times
) {
  const { accepted, wrongRefusals } = outcome
  const unread = drill.keepsReading ? withoutResponse(samples, times.began) : 0
  const withoutRetry = count(
    samples.all,
    ({ status, retryAfter }) => status === 503 && retryAfter === undefined
  )
  return [
    ...(accepted > 0 ? [`revoked tokens accepted: ${accepted}`] : []),
    ...(wrongRefusals > 0 ? [`good tokens refused: ${wrongRefusals}`] : []),
    ...(unread > 0 ? [`reads answered 503 without need: ${unread}`] : []),
    ...(withoutRetry > 0 ? [`503 without Retry-After: ${withoutRetry}`] : []),
    ...strangeAnswers(samples.all, drill),
    ...instances.flatMap(({ crashes }) => crashes.splice(0))
  ]
}

function delaysOf(
  { slowest: limit = slowestRefusal }: Drill<never>,
  { samples }: Deployment,
  outcome: Outcome,
  times: Times
) {
  const { slowest, recovery } = outcome
  const late = withoutResponse(samples, times.settled)
  return [
    ...(slowest > limit ? [`an answer took ${Math.round(slowest)} ms`] : []),
    ...(recovery !== null && recovery > longestRecovery
      ? [`the first good answer came after ${Math.round(recovery)} ms`]
      : []),
    ...(late > 0 ? [`503 after the recovery: ${late}`] : [])
  ]
}

export function outcomeOf<S extends Deployment>(
  deployment: S,
  drill: Drill<S>,
  seen: Seen
): Outcome {
  const { samples } = deployment
  const { times, evidence, outstanding, heapsBefore, heapsAfter } = seen
  const from = drill.mayRefuse ? times.good : 0
  const byToken = samples.between(0, Number.POSITIVE_INFINITY, 'read', 'revoked')
  const broken = samples
    .between(times.began, times.good, 'read')
    .some(({ status }) => status !== 200)
  const [before, after] = [sum(heapsBefore), sum(heapsAfter)]
  const outcome: Outcome = {
    drill: drill.name,
    evidence,
    outstanding,
    asked: samples.all.length,
    tried: count(samples.all, ({ operation }) => operation === 'revoked'),
    accepted: count(samples.all, ({ operation, isWrong }) => operation === 'revoked' && isWrong),
    wrongRefusals: count(
      samples.all,
      ({ operation, isWrong, at }) => operation !== 'revoked' && isWrong && at >= from
    ),
    unavailable: count(samples.all, ({ status }) => status === 503),
    recovery: broken ? times.good - times.ended : null,
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
