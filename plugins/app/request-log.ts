import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { loggedUrl } from '../../src/log/redact.js'
import { createSampledLines } from '../../src/log/sampled-lines.js'

/** A successful response that takes at least this long is logged as slow. In milliseconds. */
const slow = 1000

/** In an outage all requests fail. At most one of them is logged in this time, in milliseconds. */
const sampleInterval = 1000

function levelOf(statusCode: number, milliseconds: number) {
  if (statusCode >= 500) return 'error'
  if (milliseconds >= slow) return 'warn'
  return statusCode >= 400 ? 'info' : 'debug'
}

/**
 * Logs one line for each failed or slow request; at the level `debug`, for every request. Of the
 * requests that fail in an outage, one is logged in each second, with their `count`.
 */
export class RequestLog extends LogController {
  readonly #logsAll: boolean
  readonly #sample = createSampledLines(sampleInterval)

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
    const { subject = '', ...outage } = request.outage ?? {}
    const details = {
      method: request.method,
      url: loggedUrl(request),
      statusCode,
      milliseconds: Math.round(elapsedTime),
      remoteAddress: request.ip,
      ...outage,
      ...(error && { err: error })
    }
    const level = levelOf(statusCode, elapsedTime)
    const message = request.outage ? 'service-unavailable' : 'request'
    if (statusCode !== 503 || this.#logsAll) request.log[level](details, message)
    else this.#sample(subject, (count) => request.log[level]({ ...details, count }, message))
  }
}
