import fp from 'fastify-plugin'
import type { Counter, Histogram } from 'prom-client'
import { withTimeout } from '../../src/database/with-timeout.js'
import { listenForScrapes } from '../../src/metrics/listen-for-scrapes.js'
import { problemCodes } from '../../src/problems/catalogue.js'

interface Metrics {
  /** Durations of revocation checks, in seconds, by their source: Redis or the database. */
  readonly checks: Histogram<'source'>
  /** Durations of publications of revocations, also of failed ones, in seconds. */
  readonly publications: Histogram
  /** Durations of database queries, also of failed ones, in seconds. */
  readonly queries: Histogram
  /** How long queries and transactions waited for a connection to PostgreSQL, in seconds. */
  readonly poolWaits: Histogram
  /** Refills of the set of revoked tokens that this process completed. */
  readonly refills: Counter
  readonly refilledBuckets: Counter
  /** Rejections and failures, by problem code. */
  readonly problems: Counter<'code'>
  /**
   * Adds a gauge, whose value is read at each scrape. If it cannot be read, the last value stays.
   * All workers see the same fact, so their values are not added up: the parent reports the largest
   * one, or the smallest.
   */
  gauge(options: GaugeOptions & { read(): number | Promise<number> }): void
  /** The same with one label. @param read returns the values by the value of the label */
  gauges(
    options: GaugeOptions & {
      readonly label: string
      read(): Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>
    }
  ): void
}

interface GaugeOptions {
  readonly name: string
  readonly help: string
  readonly aggregator?: 'max' | 'min'
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
const [checkBuckets, queryBuckets, requestBuckets] = [
  [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1],
  [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1, 5],
  [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
]

/** How long reading one value may take, in milliseconds: a scrape must not wait for an outage. */
const readTimeout = 1000

/** Reads a value for a gauge. If that fails, the gauge keeps its last value. */
async function collect<Value>(
  read: () => Value | Promise<Value>,
  set: (value: Value) => void
): Promise<void> {
  await withTimeout(Promise.resolve().then(read), readTimeout).then(set, () => {})
}

/** Metrics, served on a port of their own. */
export default fp(
  async (app) => {
    const { METRICS_PORT: port, HOST, METRICS_HOST: host = HOST } = app.config.settings
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
      publications: new prometheus.Histogram({
        name: 'starwars_revocation_publish_seconds',
        help: 'Duration of publications of revocations to the set in seconds, also of failed ones',
        buckets: requestBuckets as number[],
        registers
      }),
      queries: new prometheus.Histogram({
        name: 'starwars_database_query_seconds',
        help: 'Duration of database queries in seconds, also of failed ones',
        buckets: queryBuckets as number[],
        registers
      }),
      poolWaits: new prometheus.Histogram({
        name: 'starwars_database_pool_wait_seconds',
        help: 'Time that queries and transactions waited for a connection to PostgreSQL, in seconds',
        buckets: queryBuckets as number[],
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
      gauge({ read, ...options }) {
        const gauge = new prometheus.Gauge({
          aggregator: 'max',
          ...options,
          registers,
          collect: () => collect(read, (value) => gauge.set(value))
        })
        // Unknown until the first read: prom-client would begin with 0.
        gauge.set(Number.NaN)
      },
      gauges({ read, label, ...options }) {
        const gauge = new prometheus.Gauge({
          aggregator: 'max',
          ...options,
          labelNames: [label],
          registers,
          collect: () =>
            collect(read, (values) => {
              for (const [name, value] of Object.entries(values))
                gauge.set({ [label]: name }, value)
            })
        })
      }
    }

    // Prometheus computes no increase from the first value of a series: it must begin with 0.
    for (const code of problemCodes) app.metrics.problems.inc({ code }, 0)

    if (app.worker !== null) {
      app.worker.onScrape(() => registry.getMetricsAsJSON())
      return
    }
    const close = await listenForScrapes({ host, port }, registry)
    app.addHook('onClose', async () => close())
  },
  { name: 'metrics', dependencies: ['config', 'worker'] }
)
