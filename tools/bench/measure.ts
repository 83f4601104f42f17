import { readFileSync } from 'node:fs'
import autocannon, { type Client, type Options, type Result } from 'autocannon'
import type { Server } from './servers.js'

/** Of one server under load, once. */
export interface Sample {
  readonly requestsPerSecond: number
  /** In milliseconds. */
  readonly p50: number
  readonly p99: number
  /** CPU time of the server's process per request, in microseconds; `null` where it can't be read. */
  readonly cpu: number | null
  /** The same of its redis-server. */
  readonly redisCpu: number | null
  /** The part of the time in which each was on a CPU. */
  readonly serverBusy: number | null
  readonly generatorBusy: number
}

export interface LoadRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Load {
  readonly connections: number
  readonly requests: readonly LoadRequest[]
  /** Every answer must have this status, */
  readonly status: number
  /** and be just this; `null` where requests differ. */
  readonly body: string | null
  /** How long, or how many requests. */
  readonly bound: { readonly seconds: number } | { readonly requests: number }
}

/** A tick of /proc/<pid>/stat in microseconds: USER_HZ is 100 on every Linux that Node runs on. */
const tick = 10_000

/** CPU time that a process has taken since it began, in microseconds. */
function readCpu(pid: number): number | null {
  if (process.platform !== 'linux') return null
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tick
}

function percentile(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

interface Outcome extends Pick<Result, 'statusCodeStats' | 'errors' | 'timeouts' | 'mismatches'> {
  readonly latencies: readonly number[]
  /** From the first request to the last answer, in microseconds. */
  readonly time: number
}

function fire(options: Options): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = []
    let lastTime = 0
    const run = autocannon(options, (error, result) => {
      if (error) reject(error)
      else resolve({ ...result, latencies, time: (lastTime - firstTime) * 1000 })
    })
    // All requests are built by now; what follows is load alone.
    const firstTime = performance.now()
    // autocannon keeps whole milliseconds and counts by its own ticks; both are too coarse here.
    run.on('response', (_client, _status, _bytes, milliseconds) => {
      latencies.push(milliseconds)
      lastTime = performance.now()
    })
  })
}

/** What each of a generator's connections does: `own` is its number, from 0. */
export type Setup = (client: Client, own: number) => void

/** @throws Error if a single request was answered with another status, or failed */
export async function sample(
  server: Server,
  status: number,
  { setup, ...options }: Omit<Options, 'url' | 'setupClient'> & { readonly setup: Setup }
): Promise<Sample> {
  const { pid, redisPid } = server
  const readRedisCpu = () => (redisPid === undefined ? null : readCpu(redisPid))
  const before = [readCpu(pid), readRedisCpu()] as const
  let clients = 0
  let ownBefore = process.cpuUsage()
  const outcome = await fire({
    url: server.origin,
    sampleInt: 100,
    bailout: 1,
    ...options,
    setupClient(client) {
      setup(client, clients++)
      ownBefore = process.cpuUsage()
    }
  })
  const own = process.cpuUsage(ownBefore)
  const spent = (from: number | null, to: number | null) => (to === null ? null : to - (from ?? 0))
  const cpu = spent(before[0], readCpu(pid))
  const redisCpu = spent(before[1], readRedisCpu())

  const { latencies, time, statusCodeStats, errors, timeouts, mismatches } = outcome
  const count = latencies.length
  const others = count - (statusCodeStats?.[`${status}`]?.count ?? 0)
  if (others + errors + timeouts + mismatches > 0 || count === 0) {
    throw new Error(
      `${server.name}: ${count} answers, ${others} of them not ${status}, ${mismatches} with another body; ${errors} errors, ${timeouts} of them timeouts`
    )
  }
  const sorted = Float64Array.from(latencies).sort()
  return {
    requestsPerSecond: (count / time) * 1e6,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    cpu: cpu === null ? null : cpu / count,
    redisCpu: redisCpu === null ? null : redisCpu / count,
    serverBusy: cpu === null ? null : cpu / time,
    generatorBusy: (own.user + own.system) / time
  }
}

/** These requests in turn. @throws Error if a single one failed */
export function measure(server: Server, load: Load): Promise<Sample> {
  const { connections, requests, status, body, bound } = load
  return sample(server, status, {
    connections,
    ...('seconds' in bound ? { duration: bound.seconds } : { amount: bound.requests }),
    ...(body !== null && { expectBody: body }),
    setup: (client, own) => client.setRequests(requests.filter((_, i) => i % connections === own))
  })
}
