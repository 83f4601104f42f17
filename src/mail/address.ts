import { domainToASCII } from 'node:url'

/** In octets of UTF-8, and in characters, too (RFC 5321 §4.5.3.1.3, without the angle brackets). */
export const maxAddressLength = 254

/** In octets of UTF-8 (RFC 5321 §4.5.3.1.1). */
const maxLocalLength = 64

/**
 * The usual form of addresses, in any script (RFC 6531): one `@`, and before it no dot at either end or
 * beside another dot. Excludes characters with a meaning in headers or SMTP (white space, control
 * characters, quotes, brackets, list separators), and U+FFFD, with which decoders replace invalid bytes.
 * Deliberately excludes quoted local parts and domain literals (RFC 5321 §4.1.2).
 */
const address =
  /^(?!\.)(?!.*\.\.)[^\s\p{C}\ufffd@<>()[\],;:\\"]+(?<!\.)@([^\s\p{C}\ufffd@<>()[\],;:\\"%/?#]+)$/u

/** In characters (RFC 1035 §2.3.4, without the dot at the end). */
const maxDomainLength = 253
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i

/** Whether a name is valid in DNS: labels of letters, digits and hyphens, the last one not a number. */
function isDomain(name: string): boolean {
  const isPlain = /^\p{ASCII}*$/u.test(name) && !/(?:^|\.)xn--/i.test(name)
  const ascii = isPlain ? name : domainToASCII(name)
  const labels = ascii.split('.')
  return (
    ascii.length <= maxDomainLength &&
    labels.every((text) => label.test(text)) &&
    !/^(?:\d+|0x[\da-f]*)$/i.test(labels.at(-1) as string)
  )
}

export function isMailAddress(text: string): boolean {
  if (Buffer.byteLength(text) > maxAddressLength) return false
  const [, domain] = address.exec(text) ?? []
  if (domain === undefined || !isDomain(domain)) return false
  return Buffer.byteLength(text.slice(0, -domain.length - 1)) <= maxLocalLength
}

export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** Parses `address` or `Name <address>`. @returns null for anything else */
export function parseMailbox(text: string): Mailbox | null {
  const [, name = '', inBrackets] = /^([^<>\p{C}]*)<([^<>]+)>$/u.exec(text) ?? []
  const address = inBrackets ?? text
  return isMailAddress(address) ? { name: name.trim(), address } : null
}
