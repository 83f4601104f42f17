import autocannon, { type Client, type Options } from 'autocannon'
import type { Generator, Outcome } from './measure.js'

function percentile(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** Sets up one connection of the generator. `own` is its number, from 0. */
export type Setup = (client: Client, own: number) => void

/** @param status the required status of every response */
export function runAutocannon(
  url: string,
  status: number,
  { setup, ...options }: Omit<Options, 'url' | 'setupClient'> & { readonly setup: Setup }
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let clients = 0
    let cpuBefore = process.cpuUsage()
    const latencies: number[] = []
    let lastTime = 0
    const setupClient = (client: Client) => {
      setup(client, clients++)
      cpuBefore = process.cpuUsage()
    }
    const all = { url, sampleInt: 100, bailout: 1, ...options, setupClient }
    const run = autocannon(all, (error, result) => {
      if (error) return reject(error)
      const { user, system } = process.cpuUsage(cpuBefore)
      const count = latencies.length
      const { statusCodeStats, errors, timeouts, mismatches } = result
      const otherStatus = count - (statusCodeStats?.[`${status}`]?.count ?? 0)
      const sorted = Float64Array.from(latencies).sort()
      resolve({
        count,
        time: (lastTime - firstTime) * 1000,
        p50: percentile(sorted, 0.5),
        p99: percentile(sorted, 0.99),
        cpu: user + system,
        failures: { otherStatus, errors, timeouts, mismatches }
      })
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

/** A generator that needs no installation. It uses about as much CPU as the servers. */
export const autocannonGenerator: Generator = {
  name: 'autocannon',
  run(origin, { connections, requests, status, body, bound }) {
    const isText = body !== null && body.length > 0 && !requests[0]?.headers['accept-encoding']
    return runAutocannon(origin, status, {
      connections,
      ...('seconds' in bound ? { duration: bound.seconds } : { amount: bound.requests }),
      ...(isText && { expectBody: body.toString() }),
      setup(client, own) {
        const part = requests.filter((_, i) => i % connections === own)
        client.setRequests(part.length > 0 ? part : [...requests])
      }
    })
  }
}
