import { withoutTokens } from './redact.js'

/** Options of pino. The Authorization header is never logged by our lines; this guards all others. */
export function loggerOptions(level: string) {
  return {
    level,
    serializers: {
      // Whatever a line calls a request: no more of it than this.
      req: ({ method = '', url = '' }: { readonly method?: string; readonly url?: string }) => ({
        method,
        url: withoutTokens(url)
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
