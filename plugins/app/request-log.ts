import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { loggedUrl } from '../../src/log/redact.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What stands in the query is a secret: no log shows it. */
    secretQuery?: true
  }
}

/** From how many milliseconds on a good answer is logged as slow. */
const slow = 1000

function levelOf(statusCode: number, milliseconds: number) {
  if (statusCode >= 500) return 'error'
  if (milliseconds >= slow) return 'warn'
  return statusCode >= 400 ? 'info' : 'debug'
}

/** One lean line for each failed or slow request; for every request at the level `debug`. */
export class RequestLog extends LogController {
  readonly #logsAll: boolean

  constructor(logLevel: string) {
    super()
    this.#logsAll = logLevel === 'debug' || logLevel === 'trace'
  }

  override incomingRequest(): void {}

  override requestCompleted(
    error: Error | null,
    request: FastifyRequest,
    reply: FastifyReply
  ): void {
    const { statusCode, elapsedTime } = reply
    const isQuiet = error === null && statusCode < 400 && elapsedTime < slow
    if (isQuiet && !this.#logsAll) return
    request.log[levelOf(statusCode, elapsedTime)](
      {
        method: request.method,
        url: loggedUrl(request),
        statusCode,
        milliseconds: Math.round(elapsedTime),
        remoteAddress: request.ip,
        ...(error && { err: error })
      },
      'request'
    )
  }
}
