import { createHmac, hkdfSync } from 'node:crypto'

/** In characters of base64url: 132 bits. */
const length = 22

/**
 * Returns a hash with a key of its own, derived from a secret. Without that secret, nobody can find a
 * text from its hash by guessing. The same text has the same hash while the secret is the same.
 */
export function createKeyedHash(secret: string): (text: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'starwars-api events', 32))
  return (text) => createHmac('sha256', key).update(text).digest('base64url').slice(0, length)
}
