import type { Test } from 'tap'
import type { ProblemCode } from '../../src/problems/catalogue.js'

/** Every code with its status, as clients know them. The table of the service must agree. */
export const statuses: Readonly<Record<ProblemCode, number>> = {
  'token-missing': 401,
  'token-invalid': 401,
  'token-expired': 401,
  'authorisation-required': 401,
  'credentials-invalid': 401,
  'email-unverified': 403,
  'account-disabled': 403,
  'user-already-logged-in': 409,
  'last-admin': 409,
  'self-forbidden': 409,
  'user-not-found': 404,
  'session-not-found': 404,
  'validation-failed': 400,
  'json-unreadable': 400,
  'url-invalid': 400,
  'request-malformed': 400,
  'password-weak': 400,
  'film-not-found': 404,
  'character-not-found': 404,
  'planet-not-found': 404,
  'species-not-found': 404,
  'starship-not-found': 404,
  'vehicle-not-found': 404,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'request-timeout': 408,
  'payload-too-large': 413,
  'uri-too-long': 414,
  'unsupported-media-type': 415,
  'rate-limited': 429,
  'headers-too-large': 431,
  'service-unavailable': 503,
  'internal-error': 500
}

/** The common members of an `inject` response and a parsed raw response. */
export interface Answered {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Parses the status, headers and body of a raw response. */
export function parseRaw(text: string): Answered {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s)
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return {
    statusCode: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const members = ['type', 'title', 'status', 'detail', 'code', 'instance', 'errors']

/**
 * Asserts that a response is the problem document (RFC 9457) of a code, and returns the document.
 */
export function assertProblem(t: Test, answer: Answered, code: ProblemCode) {
  const { headers } = answer
  t.equal(answer.statusCode, statuses[code], `status of ${code}`)
  t.equal(headers['content-type'], 'application/problem+json')
  t.equal(Number(headers['content-length']), Buffer.byteLength(answer.body))
  const document = JSON.parse(answer.body)
  t.match(document, { type: `/problems/${code}`, status: statuses[code], code })
  t.match(document.title, /^[A-Z][\w ]+$/)
  t.match(document.detail, /\S/)
  t.match(headers['x-request-id'], uuid)
  t.equal(document.instance, `urn:uuid:${headers['x-request-id']}`)
  t.strictSame(
    Object.keys(document).filter((member) => !members.includes(member)),
    [],
    'no other members'
  )
  return document
}
