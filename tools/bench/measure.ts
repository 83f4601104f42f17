import { readFileSync } from 'node:fs'
import autocannon, { type Client, type Options, type Result } from 'autocannon'
import type { Server } from './servers.js'

/** One measurement of a server under load. */
export interface Sample {
  readonly requestsPerSecond: number
  /** In milliseconds. */
  readonly p50: number
  readonly p99: number
  /** CPU time of the server's process per request, in microseconds; `null` where it can't be read. */
  readonly cpu: number | null
  /** The same for its redis-server. */
  readonly redisCpu: number | null
  /** The fraction of the time in which each process was on a CPU. */
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
  /** The required status of every response. */
  readonly status: number
  /** The required body of every response; `null` if responses differ or are not text. */
  readonly body: string | null
  /** The duration, or the number of requests. */
  readonly bound: { readonly seconds: number } | { readonly requests: number }
}

/** A tick of /proc/<pid>/stat, in microseconds: USER_HZ is 100 on every Linux that Node runs on. */
const tick = 10_000

/** Returns the CPU time of a process since its start, in microseconds. */
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
  /** From the first request to the last response, in microseconds. */
  readonly time: number
}

function runGenerator(options: Options): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = []
    let lastTime = 0
    const run = autocannon(options, (error, result) => {
      if (error) reject(error)
      else resolve({ ...result, latencies, time: (lastTime - firstTime) * 1000 })
    })
    // autocannon has built all requests by now, so the measured time is load alone.
    const firstTime = performance.now()
    // autocannon records whole milliseconds and counts in ticks of its own. Both are too coarse here.
    run.on('response', (_client, _status, _bytes, milliseconds) => {
      latencies.push(milliseconds)
      lastTime = performance.now()
    })
  })
}

/** Sets up one connection of the generator. `own` is its number, from 0. */
export type Setup = (client: Client, own: number) => void

/** @throws Error if any response has another status, or any request fails */
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
  const outcome = await runGenerator({
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
      `${server.name}: ${count} responses, ${others} of them without status ${status}, ${mismatches} with an unexpected body; ${errors} errors, ${timeouts} of them timeouts`
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

/** Sends the requests in turn. @throws Error if any of them fails */
export function measure(server: Server, load: Load): Promise<Sample> {
  const { connections, requests, status, body, bound } = load
  return sample(server, status, {
    connections,
    ...('seconds' in bound ? { duration: bound.seconds } : { amount: bound.requests }),
    ...(body !== null && { expectBody: body }),
    setup: (client, own) => client.setRequests(requests.filter((_, i) => i % connections === own))
  })
}
