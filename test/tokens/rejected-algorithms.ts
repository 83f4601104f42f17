import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { secrets } from '../helper.js'
import type { Table } from './attempt.js'
import { access, encode, goodHeader, goodPayload, headerText, underHeader } from './made-tokens.js'

const unsigned = (token: string) => token.slice(0, token.lastIndexOf('.') + 1)

/** The header and payload for an algorithm. Its signature is really made with that algorithm. */
const inputOf = (alg: string) =>
  `${encode(JSON.stringify({ alg, typ: 'JWT' }))}.${encode(goodPayload())}`

function hmac(alg: string, hash: string): string {
  const input = inputOf(alg)
  return `${input}.${createHmac(hash, secrets.access).update(input).digest('base64url')}`
}

function rs256(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const input = inputOf('RS256')
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`
}

const named = (alg: unknown) => underHeader({ alg, typ: 'JWT' })

/** `alg` is exactly HS256. By default each row is signed with HS256 and the correct secret. */
export const algorithms: Table = {
  rejected: [
    { name: 'alg none', token: named('none') },
    { name: 'alg none, no signature', token: unsigned(named('none')) },
    { name: 'alg None, no signature', token: unsigned(named('None')) },
    { name: 'alg NONE, no signature', token: unsigned(named('NONE')) },
    { name: 'alg nOnE, no signature', token: unsigned(named('nOnE')) },
    { name: 'alg HS256, no signature', token: unsigned(access()) },
    { name: 'alg HS384, signed so', token: hmac('HS384', 'sha384') },
    { name: 'alg HS512, signed so', token: hmac('HS512', 'sha512') },
    { name: 'alg HS1, signed so', token: hmac('HS1', 'sha1') },
    { name: 'alg HS256, signed with SHA-512', token: hmac('HS256', 'sha512') },
    { name: 'alg HS512, signed with SHA-256', token: named('HS512') },
    { name: 'alg RS256, signed so', token: rs256() },
    { name: 'alg RS256, signed with the secret', token: named('RS256') },
    { name: 'alg ES256', token: named('ES256') },
    { name: 'alg EdDSA', token: named('EdDSA') },
    { name: 'alg hs256', token: named('hs256') },
    { name: 'alg Hs256', token: named('Hs256') },
    { name: 'alg with a space', token: named('HS256 ') },
    { name: 'alg empty', token: named('') },
    { name: 'alg missing', token: underHeader({ typ: 'JWT' }) },
    { name: 'alg null', token: named(null) },
    { name: 'alg true', token: named(true) },
    { name: 'alg a number', token: named(256) },
    { name: 'alg an array of HS256', token: named(['HS256']) },
    { name: 'alg an object', token: named({ toString: 'HS256' }) },
    { name: 'alg inherited', token: headerText('{"__proto__":{"alg":"HS256"},"typ":"JWT"}') },
    { name: 'the member called Alg', token: underHeader({ Alg: 'HS256', typ: 'JWT' }) }
  ],
  accepted: [
    { name: 'alg HS256', token: named('HS256') },
    { name: 'alg HS256 in escaped letters', token: headerText('{"alg":"\\u0048S256"}') },
    { name: 'alg after typ', token: headerText('{"typ":"JWT","alg":"HS256"}') },
    { name: 'the usual header', token: headerText(goodHeader) }
  ]
}
