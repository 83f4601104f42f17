import { createHash, createSecretKey, type KeyObject } from 'node:crypto'
import { type TokenKind, tokenKindNames } from './kinds.js'

export interface Key {
  /** Identifies the secret without revealing it; part of the header (RFC 7515 §4.1.4). */
  readonly kid: string
  readonly secret: string
  /** The same for node:crypto, which hashes a key object faster than a text. */
  readonly key: KeyObject
}

/** Each kind's current secrets: the first signs, all verify. */
export type Keyring = Readonly<Record<TokenKind, readonly [Key, ...Key[]]>>

/** The first 8 characters of base64url(SHA-256(kind + ":" + secret)). */
export function keyId(kind: TokenKind, secret: string): string {
  return createHash('sha256').update(`${kind}:${secret}`).digest('base64url').slice(0, 8)
}

/** @param secrets each kind's secrets in the format of the settings: `current[,previous]` */
export function createKeyring(secrets: Readonly<Record<TokenKind, string>>): Keyring {
  return Object.fromEntries(
    tokenKindNames.map((kind) => [
      kind,
      secrets[kind].split(',').map((secret) => ({
        kid: keyId(kind, secret),
        secret,
        key: createSecretKey(Buffer.from(secret))
      }))
    ])
  ) as unknown as Keyring
}
