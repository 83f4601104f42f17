import { domainToASCII } from 'node:url'

/** In characters; as octets of UTF-8, too (RFC 5321 §4.5.3.1.3, without the angle brackets). */
export const maxAddressLength = 254

/** In octets of UTF-8 (RFC 5321 §4.5.3.1.1). */
const maxLocalLength = 64

/**
 * Addresses as people have them: one `@`, nothing that means something else in a header or in SMTP
 * (white space, control characters, quotes, brackets, separators of lists), before the `@` no dot at an
 * end or beside another one, and not U+FFFD, which decoders put for bytes that they cannot read. Quoted
 * local parts and domain literals (RFC 5321 §4.1.2) are left out on purpose; letters of any script are
 * not (RFC 6531).
 */
const address =
  /^(?!\.)(?!.*\.\.)[^\s\p{C}\ufffd@<>()[\],;:\\"]+(?<!\.)@([^\s\p{C}\ufffd@<>()[\],;:\\"%/?#]+)$/u

/** In characters (RFC 1035 §2.3.4, without the dot at the end). */
const maxDomainLength = 253
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i

/** Whether DNS can have a name: labels of letters, digits and hyphens, the last not a number. */
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

/** Reads `address` or `Name <address>`. @returns null where it is neither */
export function parseMailbox(text: string): Mailbox | null {
  const [, name = '', inBrackets] = /^([^<>\p{C}]*)<([^<>]+)>$/u.exec(text) ?? []
  const address = inBrackets ?? text
  return isMailAddress(address) ? { name: name.trim(), address } : null
}
