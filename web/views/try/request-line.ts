import type { Places } from '../../kit/answer-link.js'

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const

export interface RequestLine {
  readonly method: string
  /** A path with its query, or a URL of this service or a peer. */
  readonly target: string
}

export interface ApiRequest extends RequestLine {
  readonly body: string
  /** The media type of the body. */
  readonly type: string
}

/** Whether sending a request again changes nothing. */
export const isSafe = ({ method }: RequestLine) => method === 'GET' || method === 'HEAD'

export const takesBody = ({ method }: RequestLine) => !isSafe({ method, target: '' })

/** Returns the request in an address; null if it is none that a link may send. */
export function parseRequest(text: string): RequestLine | null {
  const [, method = '', target = ''] = /^(GET|HEAD) (\S.*)$/s.exec(text) ?? []
  return target === '' ? null : { method, target }
}

export const formatRequest = ({ method, target }: RequestLine) => `${method} ${target}`

interface Destination {
  readonly url: string
  readonly isPeer: boolean
}

/** Returns where a request goes; null for other places than this service and its peers. */
export function destinationOf(target: string, places: Places): Destination | null {
  const { origin, basePath, peers } = places
  // The service never receives what follows a #.
  const text = target.trim().replaceAll('#', '%23')
  const isUrl = /^[a-z][a-z\d+.-]*:/i.test(text)
  const full = isUrl ? text : `${origin}${basePath}/${text.replace(/^\//, '')}`
  if (!URL.canParse(full)) return null
  const url = new URL(full)
  url.username = ''
  url.password = ''
  if (url.origin === origin && url.pathname.startsWith(`${basePath}/`)) {
    return { url: url.href, isPeer: false }
  }
  return peers.includes(url.origin) ? { url: url.href, isPeer: true } : null
}
