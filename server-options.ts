import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { FastifyBaseLogger, FastifyHttpOptions } from 'fastify'
import { routerOptions, sendParserProblem, sendUrlProblem } from './plugins/app/problems.js'
import { RequestLog } from './plugins/app/request-log.js'
import type { Config } from './plugins/external/config.js'
import { ajv, schemaController } from './plugins/external/validation.js'
import { LazyLogger } from './src/log/lazy-logger.js'
import { createQueryParser } from './src/query/parse-query.js'
import { traceIdOf } from './src/tracing/traceparent.js'

/** In milliseconds. A client that takes longer gets 408, or its connection is closed. */
const timeouts = { headers: 10_000, request: 30_000, idleSocket: 60_000, keepAlive: 72_000 }

/** Adds the caller's trace id, by which the log lines of several services are found together. */
function withTrace<Bindings>(bindings: Bindings, traceparent: unknown): Bindings {
  const traceId = traceIdOf(traceparent)
  return traceId === undefined ? bindings : { ...bindings, traceId }
}

/** The options of the Fastify server that the application needs: limits, router, validation. */
export function serverOptions({ settings, proxies }: Config): FastifyHttpOptions<Server> {
  return {
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // Most requests log nothing. The cast: Fastify's type has overloads, which LazyLogger passes on
    // unseen.
    childLoggerFactory: (parent, bindings, options, { headers: { traceparent } }) => {
      const all = traceparent === undefined ? bindings : withTrace(bindings, traceparent)
      return new LazyLogger(parent, all, options) as unknown as FastifyBaseLogger
    },
    logController: new RequestLog(settings.LOG_LEVEL),
    trustProxy: proxies.length > 0 && [...proxies],
    bodyLimit: 64 * 1024,
    // Each start-up step has its own timeout, and a migration may take an hour.
    pluginTimeout: 0,
    connectionTimeout: timeouts.idleSocket,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    http: {
      headersTimeout: timeouts.headers,
      connectionsCheckingInterval: 1000,
      // The application rejects such a request with a problem document; Node would send an empty
      // response.
      requireHostHeader: false
    },
    return503OnClosing: false,
    routerOptions: {
      ...routerOptions,
      querystringParser: createQueryParser()
    },
    ajv,
    schemaController,
    frameworkErrors: sendUrlProblem,
    clientErrorHandler: sendParserProblem
  }
}
