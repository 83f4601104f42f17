export interface Credentials {
  readonly name: string
  readonly secret: string
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a name and a secret out of an `Authorization: Basic …` header (RFC 7617 §2).
 *
 * @returns null for another scheme, 'unreadable' for this one without a name and a secret
 */
export function readBasic(authorization: string | undefined): Credentials | 'unreadable' | null {
  if (authorization === undefined || !/^basic(?: |$)/i.test(authorization)) return null
  try {
    const text = utf8.decode(Buffer.from(authorization.slice('basic '.length).trim(), 'base64'))
    const colon = text.indexOf(':')
    return colon < 1 ? 'unreadable' : { name: text.slice(0, colon), secret: text.slice(colon + 1) }
  } catch {
    return 'unreadable'
  }
}
