/** In characters (RFC 5321 §4.5.3.1.3, without the angle brackets). */
export const maxAddressLength = 254

/**
 * Addresses as people have them: one `@`, nothing that means something else in a header or in SMTP
 * (white space, control characters, quotes, brackets, separators of lists), and not U+FFFD, which
 * decoders put for bytes that they cannot read. Quoted local parts and
 * domain literals (RFC 5321 §4.1.2) are left out on purpose; letters of any script are not (RFC 6531).
 */
export const addressPattern =
  '^[^\\s\\p{C}\\ufffd@<>()\\[\\],;:\\\\"]+@[^\\s\\p{C}\\ufffd@<>()\\[\\],;:\\\\"]+$'

const address = new RegExp(addressPattern, 'u')

export function isMailAddress(text: string): boolean {
  return text.length <= maxAddressLength && address.test(text)
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
