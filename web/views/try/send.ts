import { type Problem, unreachable } from '../../api/problem.js'
import { api, pair } from '../../api/session.js'
import { places } from '../../api/settings.js'
import { pastedToken } from './pasted-token.js'
import { type ApiRequest, destinationOf, takesBody } from './request-line.js'

export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** The media type without its parameters. */
  readonly type: string
  /** In milliseconds, until the end of the body. */
  readonly time: number
  /** The size of the body in bytes, decompressed. */
  readonly size: number
}

const elsewhere: Problem = {
  title: 'This page does not send requests to other services',
  status: 400,
  detail: 'Enter a path of this service, such as /films/v1/.'
}

/**
 * Sends a request with the token of the session, or the pasted one. Other places than this service
 * and its peers never get a token.
 *
 * @throws Problem
 */
export async function send(request: ApiRequest, signal: AbortSignal): Promise<Answer> {
  const { method, target, body, type } = request
  const destination = destinationOf(target, places)
  if (destination === null) throw elsewhere
  const headers = new Headers()
  const hasBody = takesBody(request) && body !== ''
  if (hasBody) headers.set('content-type', type)
  const { url, isPeer } = destination
  // The client of the page adds the token of the session only to requests to this service.
  const token = pastedToken.value ?? (isPeer ? pair.value?.token : undefined)
  if (token) headers.set('authorization', `Bearer ${token}`)
  const options = { method, headers, signal, cache: 'no-store' as const }
  const start = performance.now()
  try {
    const sent = new Request(url, { ...options, ...(hasBody && { body }) })
    const response = await (isPeer ? fetch(sent) : api.fetch(sent))
    const bytes = await response.arrayBuffer()
    return {
      status: response.status,
      statusText: response.statusText,
      headers: [...response.headers],
      body: new TextDecoder().decode(bytes),
      type: response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '',
      time: performance.now() - start,
      size: bytes.byteLength
    }
  } catch {
    throw unreachable
  }
}
