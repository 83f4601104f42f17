export interface Credentials {
  readonly name: string
  readonly secret: string
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes that a text stands for. @returns null where it is not Base64 in its one form */
function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  // Encoding again finds foreign characters, missing padding and stray bits, which Node passes over.
  return bytes.toString('base64') === text ? bytes : null
}

/**
 * Reads a name and a secret out of an `Authorization: Basic …` header (RFC 7617 §2).
 *
 * @returns null for another scheme, 'unreadable' for this one without a name and a secret
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
