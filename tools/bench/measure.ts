import { type CpuTime, readCpu } from './cpu.js'
import { sendRequest } from './send-request.js'
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
  /** The fraction of the time in which the server's main thread was on a CPU. */
  readonly serverBusy: number | null
  /** The fraction of the time in which the generator was on a CPU. */
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
  /** The required body; `null` if responses differ. */
  readonly body: Buffer | null
  /** The duration, or the number of requests. */
  readonly bound: { readonly seconds: number } | { readonly requests: number }
}

/** What a generator has measured. */
export interface Outcome {
  /** The number of responses. */
  readonly count: number
  /** From the first request to the last response, in microseconds. */
  readonly time: number
  /** In milliseconds. */
  readonly p50: number
  readonly p99: number
  /** CPU time of the generator, in microseconds. */
  readonly cpu: number
  /** Failed requests, by kind. */
  readonly failures: Readonly<Record<string, number>>
}

export interface Generator {
  readonly name: string
  readonly run: (origin: string, load: Load) => Promise<Outcome>
}

/** Checks one response completely: wrk does not compare bodies. */
async function checkFirst(server: Server, { requests, status, body }: Load): Promise<void> {
  const [{ path, headers } = { path: '/', headers: {} }] = requests
  const response = await sendRequest(server.origin + path, { headers })
  if (response.status !== status) {
    throw new Error(`${server.name}: GET ${path} returned ${response.status}, not ${status}`)
  }
  if (body !== null && !response.body.equals(body)) {
    throw new Error(`${server.name}: GET ${path} did not return the expected body`)
  }
}

/** @throws Error if any request fails */
export async function sample(server: Server, run: () => Promise<Outcome>): Promise<Sample> {
  const { pid, redisPid } = server
  const readRedisCpu = () => (redisPid === undefined ? null : readCpu(redisPid))
  const before = { server: readCpu(pid), redis: readRedisCpu() }
  const { count, time, p50, p99, cpu: generatorCpu, failures } = await run()
  const spent = (from: CpuTime | null, to: CpuTime | null, which: keyof CpuTime) =>
    from && to && to[which] - from[which]
  const after = readCpu(pid)
  const cpu = spent(before.server, after, 'process')
  const busy = spent(before.server, after, 'mainThread')
  const redisCpu = spent(before.redis, readRedisCpu(), 'process')

  if (count === 0 || Object.values(failures).some((number) => number > 0)) {
    throw new Error(`${server.name}: ${count} responses, failures: ${JSON.stringify(failures)}`)
  }
  return {
    requestsPerSecond: (count / time) * 1e6,
    p50,
    p99,
    cpu: cpu && cpu / count,
    redisCpu: redisCpu && redisCpu / count,
    serverBusy: busy && busy / time,
    generatorBusy: generatorCpu / time
  }
}

/** Sends the requests in turn. @throws Error if any of them fails */
export async function measure(generator: Generator, server: Server, load: Load): Promise<Sample> {
  await checkFirst(server, load)
  return sample(server, () => generator.run(server.origin, load))
}
