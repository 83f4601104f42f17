import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { loggedUrl } from '../../src/log/redact.js'

/** A successful response that takes at least this long is logged as slow. In milliseconds. */
const slow = 1000

function levelOf(statusCode: number, milliseconds: number) {
  if (statusCode >= 500) return 'error'
  if (milliseconds >= slow) return 'warn'
  return statusCode >= 400 ? 'info' : 'debug'
}

/** Logs one line for each failed or slow request; at the level `debug`, for every request. */
export class RequestLog extends LogController {
  readonly #logsAll: boolean

  constructor(logLevel: string) {
    super()
    this.#logsAll = logLevel === 'debug' || logLevel === 'trace'
  }

  override incomingRequest(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply
  ): void {
    const { statusCode, elapsedTime } = reply
    const isQuiet = !error && statusCode < 400 && elapsedTime < slow
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
