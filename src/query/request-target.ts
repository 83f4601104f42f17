import { isIPv6 } from 'node:net'
import { percentDecode } from '../config/percent-decode.js'

/** A path and a query, in printable ASCII without `#` (RFC 9112 §3.2.1). */
const originForm = /^\/[!"$-~]*$/

/** A whole URL, as in requests to a proxy; other servers accept it too (RFC 9112 §3.2.2). */
const absoluteForm = /^https?:\/\/([^/?#]+)(?:[/?][!"$-~]*)?$/i

/** A host name, an IPv4 address or a bracketed IPv6 address, and an optional port (RFC 3986 §3.2). */
const authority = /^(?:([\w.~!$&'()*+,;=%-]+)|\[([\da-f:.]+)\])(?::(\d*))?$/i

/** The form that nearly all requests have: this expression is cheaper. */
const plainAuthority = /^[\w.-]+(?::(?:\d{1,4}|[1-5]\d{4}))?$/

const maxPort = 65_535

/** Whether a text is `host[:port]`. An underscore is allowed: container networks use it in names. */
export function isAuthority(text: string): boolean {
  if (plainAuthority.test(text)) return true
  const match = authority.exec(text)
  if (match === null) return false
  const [, name = '', ipv6, port] = match
  const isHost = ipv6 === undefined ? percentDecode(name) !== null : isIPv6(ipv6)
  return isHost && Number(port ?? 0) <= maxPort
}

/** Returns what is wrong with a request target; null if it is valid. */
export function targetIssue(target: string): string | null {
  if (!originForm.test(target)) {
    if (target.includes('#')) {
      return 'The request target contains a "#": a fragment is not sent (RFC 9110 §4.2.5); percent-encode it as %23'
    }
    const host = absoluteForm.exec(target)?.[1]
    if (host === undefined) {
      return 'The request target must be a path that begins with "/", or an http or https URL'
    }
    if (!isAuthority(host)) return 'The request target is a URL without a valid host'
  }
  if (target.includes('%') && percentDecode(target) === null) {
    return 'Malformed percent-encoding: "%" must be followed by two hex digits, and the bytes must be UTF-8'
  }
  return null
}

/**
 * Returns what is wrong with the Host lines of a request (RFC 9112 §3.2); null if they are valid. An
 * empty Host is valid.
 *
 * @param isRequired true from HTTP/1.1 on
 */
export function hostIssue(hosts: readonly string[], isRequired: boolean): string | null {
  const [host] = hosts
  if (host === undefined) return isRequired ? 'The Host header is missing' : null
  if (hosts.length > 1) return 'There are several Host headers; allowed: one'
  if (host === '' || isAuthority(host)) return null
  return 'The Host header must be host or host:port'
}
