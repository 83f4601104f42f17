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
