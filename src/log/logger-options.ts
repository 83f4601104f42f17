import { withoutTokens } from './redact.js'

/** Options of pino. The Authorization header is never logged by our lines; this guards all others. */
export function loggerOptions(level: string) {
  return {
    level,
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({
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
