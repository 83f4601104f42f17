import { subscribe } from 'node:diagnostics_channel'
import { FastifyOtelInstrumentation } from '@fastify/otel'
import { type Context, context, DiagLogLevel, diag, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { NodeSDK, resources, type tracing } from '@opentelemetry/sdk-node'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../plugins/external/config.js'
import { version } from '../src/config/version.js'
import { withTimeout } from '../src/database/with-timeout.js'
import { loggedUrl, withoutQuery } from '../src/log/redact.js'
import { createSampledLines } from '../src/log/sampled-lines.js'
import { traceRedis } from '../src/tracing/redis-spans.js'
import { traceQuery } from '../src/tracing/sql-spans.js'

interface Log {
  warn(details: object, message: string): void
}

/** How long the last spans may delay the end of the process, in milliseconds. */
const flushTimeout = 2000
/** How often failures of the collector are logged, in milliseconds. */
const logInterval = 60_000

/** Removes the messages of errors, which may contain anything. The log has them. */
function withoutMessages(exporter: OTLPTraceExporter): tracing.SpanExporter {
  return {
    export(spans, done) {
      for (const span of spans) Object.assign(span, { status: { code: span.status.code } })
      exporter.export(spans, done)
    },
    shutdown: () => exporter.shutdown()
  }
}

/** OpenTelemetry reports an error as JSON with its stack. */
const messageIn = (text: string) => text.replace(/^.*"message":"((?:[^"\\]|\\.)*)".*$/s, '$1')

/** Logs that spans cannot be sent. Ignores all other messages of OpenTelemetry. */
function logFailures(log: Log): void {
  const sample = createSampledLines(logInterval)
  const error = (text: string) =>
    sample('', (count) => log.warn({ reason: messageIn(text), count }, 'traces cannot be sent'))
  diag.setLogger(
    { error, warn: error, info: error, debug: error, verbose: error },
    DiagLogLevel.ERROR
  )
}

/** Spans of all requests. @fastify/otel adds itself to each Fastify instance that is created. */
const requestSpans = () =>
  new FastifyOtelInstrumentation({
    registerOnInitialization: true,
    recordExceptions: false,
    instrumentHooks: false,
    instrumentHandler: false,
    requestHook(span, request) {
      span.updateName(`${request.method} ${request.routeOptions.url ?? ''}`.trimEnd())
      span.setAttributes({
        // By default it contains the query, and that of a mailed link is a token.
        'url.path': withoutQuery(loggedUrl(request)),
        'http.request.id': request.id
      })
    }
  })

/**
 * Sends traces of requests, and of their Redis commands and SQL queries, to a collector. Loaded only
 * with `OTEL_EXPORTER_OTLP_ENDPOINT`. To be called before the first Fastify instance is created.
 *
 * @returns sends the last spans
 */
export function startTracing(
  { settings }: Config,
  endpoint: string,
  log: Log
): () => Promise<void> {
  logFailures(log)
  const sdk = new NodeSDK({
    resource: resources.resourceFromAttributes({
      'service.name': 'starwars-api',
      'service.version': version
    }),
    // Its variables may change the name. Other detectors would add the command line.
    resourceDetectors: [resources.envDetector],
    traceExporter: withoutMessages(
      new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })
    ),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [requestSpans()]
  })
  sdk.start()

  const tracer = trace.getTracer('starwars-api')
  traceRedis(tracer)
  const system = settings.DATABASE_URL === undefined ? 'sqlite' : 'postgresql'
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { readonly fastify: FastifyInstance }
    // The events of a body do not belong to the context of its request.
    fastify.addHook('preValidation', (request, _reply, done) => {
      context.with(request.opentelemetry().context as Context, done)
    })
    fastify.addHook('onReady', async () => {
      fastify.onDatabaseDuration((_of, seconds, query) => {
        if (query) traceQuery(tracer, query, { system, seconds })
      })
    })
  })
  return async () => {
    await Promise.allSettled([withTimeout(sdk.shutdown(), flushTimeout)])
  }
}
