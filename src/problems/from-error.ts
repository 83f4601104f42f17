import { databaseRefusal, databaseStates } from '../database/errors.js'
import { isRedisRefusal } from '../revocation/redis/refusals.js'
import type { ProblemCode } from './catalogue.js'
import { describeInput, type SchemaError } from './describe-input.js'
import { invalidInput, Problem, problem } from './problem.js'

/** What Fastify and its plugins throw on the way to a handler, by the code of their errors. */
const codesOfTheFramework: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'url-invalid',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request-malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'json-unreadable',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_NOT_FOUND: 'not-found',
  FST_STATIC_FORBIDDEN_PATH: 'not-found'
}

/** What Node's HTTP parser reports before there is a request, by the code of its errors. */
const codesOfTheParser: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large'
}

interface ForeignError {
  readonly code?: unknown
  readonly statusCode?: unknown
  readonly validation?: readonly SchemaError[]
  /** The part of the request that did not fit. */
  readonly validationContext?: unknown
}

/**
 * Whatever was thrown, as a problem; what nobody foresaw becomes `internal-error` and tells nothing.
 *
 * @param own what the route declares besides
 */
export function problemFromError(error: unknown, own: readonly ProblemCode[] = []): Problem {
  if (error instanceof Problem) return error
  const { code, statusCode, validation, validationContext } = (error ?? {}) as ForeignError
  // The route lets ids in digits through: `01` is no whole number in plain digits, so nobody's id.
  const unknownId = validationContext === 'params' && own.find((one) => one.endsWith('-not-found'))
  if (unknownId) return problem(unknownId)
  if (validation) return invalidInput(describeInput(validation))
  const known = codesOfTheFramework[String(code)]
  if (known) return problem(known, { cause: error })
  // A request that broke off while its body was read carries 400 and no code of Fastify's, but the
  // ECONNRESET that a lost database carries too.
  if (statusCode === 400) return problem('request-malformed', { cause: error })
  const refusal = databaseRefusal(error)
  if (refusal) {
    const detail = `${refusal.state}: ${databaseStates[refusal.state]}`
    return problem('service-unavailable', { detail, cause: error })
  }
  if (isRedisRefusal(error)) {
    const detail = 'redis-unreachable: Redis cannot be asked just now'
    return problem('service-unavailable', { detail, cause: error })
  }
  return problem('internal-error', { cause: error })
}

/** The longest URL that is read. In characters. */
export const maxUrlLength = 8192

/**
 * Whether it was the URL that made the headers too large. The parser shows the last packet only:
 * the request line is in it from its beginning, or its end is, or it is about headers.
 */
function isUrlTooLong(received: string): boolean {
  const end = received.indexOf('\r\n')
  const line = end === -1 ? received : received.slice(0, end)
  if (/^[A-Z]+ /.test(line)) return end === -1 || end > maxUrlLength
  return / HTTP\/1\.\d$/.test(line)
}

/** An error of Node's HTTP parser, as a problem. */
export function problemFromParserError(errorCode: string, received?: Buffer): Problem {
  const code = codesOfTheParser[errorCode] ?? 'request-malformed'
  const isLongUrl = code === 'headers-too-large' && isUrlTooLong(received?.toString('latin1') ?? '')
  return problem(isLongUrl ? 'uri-too-long' : code)
}
