import type { Worker } from 'node:cluster'
import { on } from 'node:events'
import type { Config } from '../plugins/external/config.js'
import { listenForScrapes } from '../src/metrics/listen-for-scrapes.js'
import { send } from '../src/workers/messages.js'

/** Below the usual timeout of Prometheus, in milliseconds. */
const scrapeTimeout = 5000

/** Returns the metrics of a worker; none if it dies. Rejects if it hangs. */
async function metricsOf(worker: Worker): Promise<object[]> {
  send(worker, { type: 'scrape' })
  const signal = AbortSignal.timeout(scrapeTimeout)
  for await (const [report] of on(worker, 'message', { signal, close: ['exit'] })) {
    if (report.type === 'metrics') return report.metrics
  }
  return []
}

/** Serves the metrics of all workers, added up, if `METRICS_PORT` is set. */
export async function serveMetrics(
  { HOST, METRICS_HOST: host = HOST, METRICS_PORT: port }: Config['settings'],
  startedWorkers: () => Worker[]
): Promise<void> {
  if (port === undefined) return
  const { AggregatorRegistry, Registry } = (await import('prom-client')).default
  await listenForScrapes(
    { host, port },
    {
      contentType: Registry.PROMETHEUS_CONTENT_TYPE,
      async metrics() {
        const lists = await Promise.all(startedWorkers().map(metricsOf))
        return AggregatorRegistry.aggregate(lists).metrics()
      }
    }
  )
}
