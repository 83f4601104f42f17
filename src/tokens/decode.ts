/** In characters. Longer tokens are rejected before anything is decoded. */
export const maxTokenLength = 4096

type JsonObject = Readonly<Record<string, unknown>>

interface DecodedToken {
  readonly header: JsonObject
  readonly payload: JsonObject
}

/** Header members that change how a token is read, or its key (RFC 7515 §4.1, RFC 7797 §3). */
const refusedHeaderMembers = ['crit', 'jku', 'jwk', 'x5u', 'x5c', 'zip', 'b64']

// Keeps a byte order mark, which is not JSON (RFC 8259 §8.1), so that JSON.parse rejects it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeSegment(segment: string): Buffer | null {
  if (segment === '') return null
  const bytes = Buffer.from(segment, 'base64url')
  // Re-encoding detects padding, foreign characters and stray trailing bits.
  return bytes.toString('base64url') === segment ? bytes : null
}

function parseObject(bytes: Buffer): JsonObject | null {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null
  } catch {
    return null
  }
}

function isAcceptableHeader(header: JsonObject): boolean {
  const { alg, typ } = header
  return (
    alg === 'HS256' &&
    (!Object.hasOwn(header, 'typ') || (typeof typ === 'string' && typ.toUpperCase() === 'JWT')) &&
    !refusedHeaderMembers.some((member) => Object.hasOwn(header, member))
  )
}

/**
 * Decodes a compact JWS (RFC 7515 §7.1) without verifying its signature. Requires three base64url
 * segments in canonical form, JSON objects as header and payload, and a header for HS256 only.
 *
 * @returns `null` for anything else
 */
export function decodeToken(token: string): DecodedToken | null {
  if (token.length > maxTokenLength) return null
  const segments = token.split('.')
  if (segments.length !== 3) return null
  const [headerBytes, payloadBytes, signature] = segments.map(decodeSegment)
  if (!headerBytes || !payloadBytes || !signature) return null
  const header = parseObject(headerBytes)
  const payload = parseObject(payloadBytes)
  if (header === null || payload === null || !isAcceptableHeader(header)) return null
  return { header, payload }
}
