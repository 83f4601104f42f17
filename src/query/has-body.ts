import type { IncomingHttpHeaders } from 'node:http'

/** Whether a request has a body (RFC 9112 §6.3). The body may arrive much later than the headers. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}
