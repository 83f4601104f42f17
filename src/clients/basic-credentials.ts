export interface Credentials {
  readonly name: string
  readonly secret: string
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes Base64 (RFC 4648 §4). @returns null if the text is not in canonical form */
function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  // Re-encoding detects foreign characters, missing padding and stray bits, which Node ignores.
  return bytes.toString('base64') === text ? bytes : null
}

/**
 * Reads a name and a secret from an `Authorization: Basic …` header (RFC 7617 §2).
 *
 * @returns null for no header or another scheme, 'unreadable' for malformed `Basic` credentials
 */
export function readBasic(authorization: string | undefined): Credentials | 'unreadable' | null {
  if (authorization === undefined || !/^basic(?: |$)/i.test(authorization)) return null
  try {
    const bytes = decodeBase64(authorization.slice('basic '.length).trim())
    if (bytes === null) return 'unreadable'
    const text = utf8.decode(bytes)
    const colon = text.indexOf(':')
    return colon < 1 ? 'unreadable' : { name: text.slice(0, colon), secret: text.slice(colon + 1) }
  } catch {
    return 'unreadable'
  }
}
