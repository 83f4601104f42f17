import type { IncomingHttpHeaders } from 'node:http'

/** Whether a request comes with a body (RFC 9112 §6.3): it may be complete much later than its headers. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}
