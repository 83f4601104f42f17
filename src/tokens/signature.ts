import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Key } from './keyring.js'

/**
 * Whether this key signed a text with HS256 (RFC 7518 §3.2). Compares in constant time.
 *
 * @param signed the header and the payload of a token, as they arrived
 */
export function isSignedBy({ key }: Key, signed: string, signature: Buffer): boolean {
  const expected = createHmac('sha256', key).update(signed).digest()
  return signature.length === expected.length && timingSafeEqual(expected, signature)
}
