import { type LoggedRequest, loggedUrl } from './redact.js'

/** Options of pino. The Authorization header is never logged by our lines; this guards all others. */
export function loggerOptions(level: string) {
  return {
    level,
    serializers: {
      // Whatever a line calls a request: no more of it than this.
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
