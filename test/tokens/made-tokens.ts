import { claims, forge, hs256, mint, noon, secrets } from '../helper.js'

// All tokens here are made for noon, the time of the service in the tables.

/** A valid access token with changed claims. A claim set to `undefined` is omitted. */
export const access = (changes: object = {}) => mint('access', changes, noon)

/** Valid claims with a complete custom header. */
export const underHeader = (header: unknown) =>
  forge(header, claims('access', {}, noon), secrets.access)

/** A valid header with additional or changed members. */
export const withMembers = (members: object) =>
  underHeader({ alg: 'HS256', typ: 'JWT', ...members })

/** Signs the segments unchanged, so that only their form is invalid. */
export const sealed = (header: string, payload: string, secret = secrets.access) =>
  `${header}.${payload}.${hs256(`${header}.${payload}`, secret)}`

export const encode = (text: string | Buffer) => Buffer.from(text).toString('base64url')

export const goodHeader = '{"alg":"HS256","typ":"JWT"}'

export const goodPayload = (changes: object = {}) => JSON.stringify(claims('access', changes, noon))

/** A valid token with a custom text as its header … */
export const headerText = (text: string | Buffer) => sealed(encode(text), encode(goodPayload()))

/** … or as its payload. */
export const payloadText = (text: string | Buffer) => sealed(encode(goodHeader), encode(text))

/** Writes one claim as JSON text, for values such as 1e999 and 1.0. */
export const claimText = (name: string, text: string) =>
  payloadText(goodPayload({ [name]: '@' }).replace('"@"', text))

/** Returns the first matching token of many that differ in one unknown claim. */
export function findToken(fits: (token: string) => boolean): string {
  for (let note = 0; note < 10_000; note++) {
    const token = access({ note })
    if (fits(token)) return token
  }
  throw new Error('no token fits')
}

/** Another encoding of the same bytes: sets the unused bits of the last character. */
export function withStrayBits(segment: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(segment.slice(-1))
  const other = segment.slice(0, -1) + alphabet[last + 1]
  if (!Buffer.from(other, 'base64url').equals(Buffer.from(segment, 'base64url'))) {
    throw new Error('the segment has no unused bits')
  }
  return other
}
