/** Options of pino. The Authorization header is never logged by our lines; this guards all others. */
export function loggerOptions(level: string) {
  return {
    level,
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
