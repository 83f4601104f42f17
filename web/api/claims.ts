/** The parts of a compact JWS, decoded and not verified. */
interface Decoded {
  readonly header: Record<string, unknown>
  readonly claims: Record<string, unknown>
}

function decodePart(part: string): Record<string, unknown> {
  const base64 = part.replaceAll('-', '+').replaceAll('_', '/')
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Error('not an object')
  }
  return value as Record<string, unknown>
}

/** Returns the header and the claims of a token; null if it is none (RFC 7515 §7.1). */
export function decodeToken(token: string): Decoded | null {
  const parts = token.split('.')
  if (parts.length !== 3) return null
  try {
    return { header: decodePart(parts[0] as string), claims: decodePart(parts[1] as string) }
  } catch {
    return null
  }
}
