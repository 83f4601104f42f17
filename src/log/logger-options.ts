import { type LoggedRequest, loggedUrl } from './redact.js'

/**
 * Returns the options of pino. Our own log calls never log the Authorization header; the redaction
 * covers all others.
 */
export function loggerOptions(level: string) {
  return {
    level,
    serializers: {
      // Limits what is logged of any object that a log call passes as `req`.
      req: (request: LoggedRequest & { readonly method?: string }) => ({
        method: request.method ?? '',
        url: loggedUrl(request)
      })
    },
    redact: {
      paths: [
        'authorization',
        'headers.authorization',
        'req.headers.authorization',
        'request.headers.authorization',
        'token',
        'refresh_token'
      ],
      censor: '[redacted]'
    }
  }
}

/**
 * The same for a worker: each line has its number. Drops lines with an empty text: Fastify logs the
 * address at each start, and the parent logs it once for all workers.
 */
export function workerLoggerOptions(level: string, worker: number) {
  return {
    ...loggerOptions(level),
    formatters: { bindings: (bindings: object) => ({ ...bindings, worker }) },
    hooks: {
      logMethod(this: unknown, line: unknown[], log: (...line: unknown[]) => void) {
        if (line[0] !== '') log.apply(this, line)
      }
    }
  }
}
