import { claims, forge, hs256, mint, noon, secrets } from '../helper.js'

// Everything here is made for noon, when the service of the tables stands still.

/** A good access token with changed claims; a claim set to `undefined` is left out. */
export const access = (changes: object = {}) => mint('access', changes, noon)

/** Good claims under a header that is written out whole. */
export const underHeader = (header: unknown) =>
  forge(header, claims('access', {}, noon), secrets.access)

/** A good header with further or other members. */
export const withMembers = (members: object) =>
  underHeader({ alg: 'HS256', typ: 'JWT', ...members })

/** Signs segments as they are, so that nothing is wrong but their form. */
export const sealed = (header: string, payload: string, secret = secrets.access) =>
  `${header}.${payload}.${hs256(`${header}.${payload}`, secret)}`

export const encode = (text: string | Buffer) => Buffer.from(text).toString('base64url')

export const goodHeader = '{"alg":"HS256","typ":"JWT"}'

export const goodPayload = (changes: object = {}) => JSON.stringify(claims('access', changes, noon))

/** A good token but for the text of its header … */
export const headerText = (text: string | Buffer) => sealed(encode(text), encode(goodPayload()))

/** … or of its payload. */
export const payloadText = (text: string | Buffer) => sealed(encode(goodHeader), encode(text))

/** Writes one claim as JSON text, for what JavaScript cannot write: 1e999, 1.0. */
export const claimText = (name: string, text: string) =>
  payloadText(goodPayload({ [name]: '@' }).replace('"@"', text))

/** The first token that fits, of many that differ in one unknown claim. */
export function findToken(fits: (token: string) => boolean): string {
  for (let note = 0; note < 10_000; note++) {
    const token = access({ note })
    if (fits(token)) return token
  }
  throw new Error('no token fits')
}

/** Other text for the same bytes: the last character's unused bits are set. */
export function withStrayBits(segment: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(segment.slice(-1))
  const other = segment.slice(0, -1) + alphabet[last + 1]
  if (!Buffer.from(other, 'base64url').equals(Buffer.from(segment, 'base64url'))) {
    throw new Error('the segment has no unused bits')
  }
  return other
}
