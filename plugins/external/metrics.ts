import fp from 'fastify-plugin'
import type { Counter, Histogram } from 'prom-client'
import { listenForScrapes } from '../../src/metrics/listen-for-scrapes.js'

interface Metrics {
  /** Durations of revocation checks, in seconds, by their source: Redis or the database. */
  readonly checks: Histogram<'source'>
  /** Refills of the set of revoked tokens that this process completed. */
  readonly refills: Counter
  readonly refilledBuckets: Counter
  /** Rejections and failures, by problem code. */
  readonly problems: Counter<'code'>
  /**
   * Adds a gauge, whose value is read at each scrape. All workers see the same fact, so their
   * values are not added up: the parent reports the largest one, or the smallest.
   */
  gauge(
    name: string,
    help: string,
    read: () => number | Promise<number>,
    aggregator?: 'max' | 'min'
  ): void
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Null without `METRICS_PORT`: then nothing is measured. */
    metrics: Metrics | null
  }
}

/**
 * In seconds. A check takes less than 1 ms, a request some milliseconds, a login some tens of them.
 */
const [checkBuckets, requestBuckets] = [
  [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1],
  [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
]

/** Metrics, served on a port of their own. */
export default fp(
  async (app) => {
    const { METRICS_PORT: port, HOST: host } = app.config.settings
    app.decorate('metrics', null)
    if (port === undefined) return

    // Loaded on demand: only needed with `METRICS_PORT`.
    const { default: prometheus } = await import('prom-client')
    const registry = new prometheus.Registry()
    const registers = [registry]
    prometheus.collectDefaultMetrics({ register: registry })
    const requests = new prometheus.Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of requests in seconds, by method, route and status',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: requestBuckets as number[],
      registers
    })
    app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
      // Unknown URLs share one label: they would be too many.
      const labels = { method, route: routeOptions.url ?? 'none', status: statusCode }
      requests.observe(labels, elapsedTime / 1000)
    })

    app.metrics = {
      checks: new prometheus.Histogram({
        name: 'starwars_revocation_check_seconds',
        help: 'Duration of revocation checks in seconds, by source (redis or database); checks in one batch count once',
        labelNames: ['source'] as const,
        buckets: checkBuckets as number[],
        registers
      }),
      refills: new prometheus.Counter({
        name: 'starwars_revocation_refills_total',
        help: 'Refills of the set of revoked tokens, completed by this process',
        registers
      }),
      refilledBuckets: new prometheus.Counter({
        name: 'starwars_revocation_refilled_buckets_total',
        help: 'Buckets of the set of revoked tokens, filled by this process, also in interrupted refills',
        registers
      }),
      problems: new prometheus.Counter({
        name: 'starwars_problems_total',
        help: 'Rejected and failed requests, by problem code',
        labelNames: ['code'] as const,
        registers
      }),
      gauge(name, help, read, aggregator = 'max') {
        new prometheus.Gauge({
          name,
          help,
          aggregator,
          registers,
          async collect() {
            // Prometheus uses NaN for a value that is currently unknown.
            this.set(
              await Promise.resolve()
                .then(read)
                .catch(() => Number.NaN)
            )
          }
        })
      }
    }

    if (app.worker !== null) {
      app.worker.onScrape(() => registry.getMetricsAsJSON())
      return
    }
    const close = await listenForScrapes({ host, port }, registry)
    app.addHook('onClose', async () => close())
  },
  { name: 'metrics', dependencies: ['config', 'worker'] }
)
