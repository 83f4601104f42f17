import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface HttpResponse {
  readonly status: number
  readonly headers: readonly [name: string, value: string][]
  readonly body: Buffer
}

interface RequestOptions {
  readonly method?: string
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: object
}

/** Sends one request on a new connection, with no headers except the given ones. */
export function sendRequest(
  url: string,
  { method = 'GET', token, headers: own = {}, json }: RequestOptions
): Promise<HttpResponse> {
  const headers = {
    ...own,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(json && { 'content-type': 'application/json' })
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, async (response) => {
      const raw = response.rawHeaders
      const pairs = raw.flatMap((name, i): [string, string][] =>
        i % 2 === 0 ? [[name, raw[i + 1] ?? '']] : []
      )
      resolve({
        status: response.statusCode ?? 0,
        headers: pairs,
        body: await buffer(response)
      })
    })
    sent.on('error', reject)
    sent.end(json && JSON.stringify(json))
  })
}
