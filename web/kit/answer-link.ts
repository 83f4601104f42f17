import { formatAddress, isPrivate } from '../address-format.js'

/** Where the page may send a request to. */
export interface Places {
  readonly origin: string
  /** The path of the service without a slash at its end. */
  readonly basePath: string
  readonly peers: readonly string[]
}

export interface AnswerLink {
  readonly href: string
  /** Whether it leads away from the page. The page itself never requests it. */
  readonly isForeign: boolean
}

/** Returns the address of the view *Try it* that sends a GET for `target`. */
export const requestAddress = (target: string, method = 'GET') =>
  formatAddress('try', new URLSearchParams({ request: `${method} ${target}` }))

/**
 * Returns the link in a text of an answer, which must be a whole URL, or a path of the service. Null
 * for all other texts, for other schemes than HTTP, and for what an address must not contain.
 */
export function linkOf(text: string, { origin, basePath, peers }: Places): AnswerLink | null {
  const isPath = text.startsWith(`${basePath}/`) && !/^\/[/\\]|[\s\\]/.test(text)
  if (!isPath && !/^https?:\/\/[^\s\\]+$/i.test(text)) return null
  if (!URL.canParse(text, origin)) return null
  const url = new URL(text, origin)
  const rest = `${url.pathname}${url.search}`
  const isOwn = url.origin === origin && rest.startsWith(`${basePath}/`)
  if (!isOwn && !peers.includes(url.origin)) return { href: url.href, isForeign: true }
  if (isPrivate(rest)) return null
  const target = isOwn ? rest.slice(basePath.length) : `${url.origin}${rest}`
  return { href: requestAddress(target), isForeign: false }
}
