import { claims, forge, noon, secrets } from '../helper.js'
import type { Table } from './attempt.js'
import { access, encode, goodPayload, underHeader } from './made-tokens.js'

const good = access()
const [header, payload, signature] = good.split('.') as [string, string, string]
const bytes = Buffer.from(signature, 'base64url')

const signed = (value: string | Buffer) =>
  `${header}.${payload}.${typeof value === 'string' ? value : value.toString('base64url')}`

function flipped(at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] as number) ^ 1
  return copy
}

const forged = (changes: object = {}, secret = 'a secret that the service does not know!') =>
  forge({ alg: 'HS256', typ: 'JWT' }, claims('access', changes, noon), secret)

const otherPayload = encode(goodPayload({ user_id: 2, access_role: 'admin' }))

/** The signature is checked before any date. */
export const signatures: Table = {
  rejected: [
    { name: 'first bit flipped', token: signed(flipped(0)) },
    { name: 'last bit flipped', token: signed(flipped(31)) },
    { name: 'truncated by a byte', token: signed(bytes.subarray(0, 31)) },
    { name: 'truncated to a byte', token: signed(bytes.subarray(0, 1)) },
    { name: 'one byte longer', token: signed(Buffer.concat([bytes, Buffer.alloc(1)])) },
    { name: 'twice', token: signed(Buffer.concat([bytes, bytes])) },
    { name: 'empty', token: signed('') },
    { name: 'all zeros', token: signed(Buffer.alloc(32)) },
    { name: 'in hexadecimal', token: signed(bytes.toString('hex')) },
    { name: 'in lower case', token: signed(signature.toLowerCase()) },
    { name: 'of another payload', token: `${header}.${otherPayload}.${signature}` },
    { name: 'of another header', token: `${encode('{"alg":"HS256"}')}.${payload}.${signature}` },
    { name: 'of another token', token: signed(access({ user_id: 2 }).split('.')[2] as string) },
    { name: 'by an unknown secret', token: forged() },
    { name: 'by an empty secret', token: forged({}, '') },
    { name: 'by the secret in upper case', token: forged({}, secrets.access.toUpperCase()) },
    { name: 'by the secret and a line break', token: forged({}, `${secrets.access}\n`) },
    { name: 'bad, and the token expired', token: forged({ exp: noon - 1 }) },
    { name: 'bad, and exp missing', token: forged({ exp: undefined }) },
    { name: 'bad, and exp -1e308', token: forged({ exp: -1e308 }) },
    { name: 'bad, and the role too low', token: forged(), target: '/admin-only' }
  ],
  accepted: [
    { name: 'as it should be', token: good },
    { name: 'of another payload, by the secret', token: access({ user_id: 2 }) },
    { name: 'of another header, by the secret', token: underHeader({ alg: 'HS256' }) }
  ]
}
