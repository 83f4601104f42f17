import { databaseRefusal, databaseStates } from '../database/errors.js'
import { isRedisRefusal } from '../revocation/redis/refusals.js'
import type { ProblemCode } from './catalogue.js'
import { describeInput, type SchemaError } from './describe-input.js'
import { invalidInput, Problem, problem } from './problem.js'

/** Errors that Fastify and its plugins throw before the handler runs, by error code. */
const codesOfTheFramework: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'url-invalid',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request-malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'json-unreadable',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_NOT_FOUND: 'not-found',
  FST_STATIC_FORBIDDEN_PATH: 'not-found'
}

/** Errors that Node's HTTP parser reports before a request exists, by error code. */
const codesOfTheParser: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large'
}

interface ForeignError {
  readonly code?: unknown
  readonly statusCode?: unknown
  readonly validation?: readonly SchemaError[]
  /** The part of the request that is invalid. */
  readonly validationContext?: unknown
}

/**
 * Converts a thrown value to a problem. An unexpected error becomes `internal-error` without details.
 *
 * @param own the additional codes that the route declares
 */
export function problemFromError(error: unknown, own: readonly ProblemCode[] = []): Problem {
  if (error instanceof Problem) return error
  const { code, statusCode, validation, validationContext } = (error ?? {}) as ForeignError
  // The route accepts ids of any digits. `01` is no whole number in plain digits, so no record has it.
  const unknownId = validationContext === 'params' && own.find((one) => one.endsWith('-not-found'))
  if (unknownId) return problem(unknownId)
  if (validation) return invalidInput(describeInput(validation))
  const known = codesOfTheFramework[String(code)]
  if (known) return problem(known, { cause: error })
  // A request that is interrupted while its body is read has status 400 and no Fastify code. It has the code
  // ECONNRESET, like an error of a lost database connection, so this check comes first.
  if (statusCode === 400) return problem('request-malformed', { cause: error })
  const refusal = databaseRefusal(error)
  if (refusal) {
    const detail = `${refusal.state}: ${databaseStates[refusal.state]}`
    return problem('service-unavailable', { detail, cause: error })
  }
  if (isRedisRefusal(error)) {
    const detail = 'redis-unreachable: Redis does not respond, or rejects valid commands'
    return problem('service-unavailable', { detail, cause: error })
  }
  return problem('internal-error', { cause: error })
}

/** The maximum length of a URL, in characters. */
export const maxUrlLength = 8192

/**
 * Whether the URL made the headers too large. The parser provides the last packet alone: it contains
 * the beginning of the request line, or only its end, or only headers.
 */
function isUrlTooLong(received: string): boolean {
  const end = received.indexOf('\r\n')
  const line = end === -1 ? received : received.slice(0, end)
  if (/^[A-Z]+ /.test(line)) return end === -1 || end > maxUrlLength
  return / HTTP\/1\.\d$/.test(line)
}

/** Converts an error of Node's HTTP parser to a problem. */
export function problemFromParserError(errorCode: string, received?: Buffer): Problem {
  const code = codesOfTheParser[errorCode] ?? 'request-malformed'
  const isLongUrl = code === 'headers-too-large' && isUrlTooLong(received?.toString('latin1') ?? '')
  return problem(isLongUrl ? 'uri-too-long' : code)
}
