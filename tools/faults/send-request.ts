import { type Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { text } from 'node:stream/consumers'

/** Why a request got no response: the connection was refused or closed, or the request timed out. */
export type NetworkFailure = 'refused' | 'reset' | 'timeout'

export interface HttpResult {
  readonly status: number | NetworkFailure
  readonly body: string
  readonly retryAfter: string | undefined
  /** The start of the request, on the clock of `performance.now()`. */
  readonly at: number
  /** In milliseconds. */
  readonly took: number
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly token?: string
  readonly json?: object
  readonly agent?: Agent | false
  /** The timeout of the response, in milliseconds. */
  readonly timeout?: number
}

/** The default timeout, in milliseconds; longer than every timeout of the service. */
const defaultTimeout = 10_000

function networkFailureOf(error: NodeJS.ErrnoException): NetworkFailure {
  if (error.name === 'AbortError') return 'timeout'
  return error.code === 'ECONNREFUSED' ? 'refused' : 'reset'
}

/** Never rejects: a drill records how requests fail during a fault. */
export function sendRequest(
  url: string,
  { method = 'GET', token, json, agent = false, timeout = defaultTimeout }: RequestOptions = {}
): Promise<HttpResult> {
  const at = performance.now()
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(json && { 'content-type': 'application/json' })
  }
  const signal = AbortSignal.timeout(timeout)
  return new Promise((resolve) => {
    const end = (status: HttpResult['status'], body = '', retryAfter?: string) =>
      resolve({ status, body, retryAfter, at, took: performance.now() - at })
    const fail = (error: Error) => end(signal.aborted ? 'timeout' : networkFailureOf(error))
    const sent = request(url, { method, headers, agent, signal }, (response) => {
      text(response).then(
        (body) => end(response.statusCode as number, body, response.headers['retry-after']),
        fail
      )
    })
    sent.on('error', fail)
    sent.end(json && JSON.stringify(json))
  })
}

export const isSuccess = ({ status }: HttpResult): boolean =>
  typeof status === 'number' && status < 300
