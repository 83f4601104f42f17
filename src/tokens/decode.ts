import { isUtf8 } from 'node:buffer'
import { createBoundedCache } from '../cache/bounded-cache.js'

/** In characters. Longer tokens are rejected before anything is decoded. */
export const maxTokenLength = 4096

type JsonObject = Readonly<Record<string, unknown>>

export interface DecodedToken {
  readonly header: JsonObject
  readonly payload: JsonObject
  /** The text that was signed: header and payload, as they arrived. */
  readonly signed: string
  readonly signature: Buffer
}

/** Header members that change how a token is read, or its key (RFC 7515 §4.1, RFC 7797 §3). */
const refusedHeaderMembers = ['crit', 'jku', 'jwk', 'x5u', 'x5c', 'zip', 'b64']

function decodeSegment(segment: string): Buffer | null {
  if (segment === '') return null
  const bytes = Buffer.from(segment, 'base64url')
  // Re-encoding detects padding, foreign characters and stray trailing bits.
  return bytes.toString('base64url') === segment ? bytes : null
}

function parseObject(bytes: Buffer): JsonObject | null {
  if (!isUtf8(bytes)) return null
  try {
    // Keeps a byte order mark, which is not JSON (RFC 8259 §8.1), so that JSON.parse rejects it.
    const value: unknown = JSON.parse(bytes.toString())
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

/** Applications sign most of their tokens with the same header. */
const headers = createBoundedCache<JsonObject>({ entries: 100, characters: 100_000 }, () => 1000)

/** @returns null for a header that is malformed, or refused */
function decodeHeader(segment: string): JsonObject | null {
  const known = headers.get(segment)
  if (known !== undefined) return known
  const bytes = decodeSegment(segment)
  const header = bytes && parseObject(bytes)
  if (header === null || !isAcceptableHeader(header)) return null
  headers.add(segment, Object.freeze(header))
  return header
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
  const header = decodeHeader(segments[0] as string)
  if (header === null) return null
  const payloadBytes = decodeSegment(segments[1] as string)
  const signature = decodeSegment(segments[2] as string)
  const payload = payloadBytes && parseObject(payloadBytes)
  if (!payload || !signature) return null
  return { header, payload, signed: token.slice(0, token.lastIndexOf('.')), signature }
}
