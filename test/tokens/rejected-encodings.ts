import type { Table } from './attempt.js'
import {
  access,
  encode,
  findToken,
  goodHeader,
  goodPayload,
  headerText,
  payloadText,
  sealed,
  withStrayBits
} from './made-tokens.js'

const header = encode(goodHeader)
const payload = encode(goodPayload())
const [, , signature] = access().split('.') as [string, string, string]

/** JSON text whose last base64url character has unused bits. */
const uneven = (text: string) => (text.length % 3 === 0 ? `${text} ` : text)
const unevenHeader = encode(uneven(goodHeader))
const unevenPayload = encode(uneven(goodPayload()))

/** Replaces the base64url alphabet by that of base64. */
const plainAlphabet = (segment: string) => segment.replaceAll('-', '+').replaceAll('_', '/')
const needsUrlAlphabet = encode(goodPayload({ note: '~~~???>>>~ ~?' }))
if (plainAlphabet(needsUrlAlphabet) === needsUrlAlphabet) throw new Error('makes no difference')

const withUrlSignature = findToken((token) => /[-_]/.test(token.split('.')[2] as string))
const plainSignature = withUrlSignature.replace(/[^.]+$/, plainAlphabet)

const nonUtf8 = Buffer.from(goodPayload({ note: '@' }).replace('@', '\xff'), 'latin1')
const overlong = Buffer.from(goodPayload({ note: '@' }).replace('@', '\xc0\xaf'), 'latin1')
const nonUtf8Header = Buffer.from('{"alg":"HS256","note":"\xff"}', 'latin1')

/** Three base64url segments in canonical form. Header and payload are JSON objects in UTF-8. */
export const encodings: Table = {
  rejected: [
    { name: 'padded header', token: sealed(`${unevenHeader}==`, payload) },
    { name: 'padded payload', token: sealed(header, `${unevenPayload}=`) },
    { name: 'padded signature', token: `${access()}=` },
    { name: 'percent-encoded padding', token: `${access()}%3D` },
    { name: 'stray bits in the header', token: sealed(withStrayBits(unevenHeader), payload) },
    { name: 'stray bits in the payload', token: sealed(header, withStrayBits(unevenPayload)) },
    { name: 'stray bits in the signature', token: withStrayBits(access()) },
    { name: '+ and / in the payload', token: sealed(header, plainAlphabet(needsUrlAlphabet)) },
    { name: '+ or / in the signature', token: plainSignature },
    { name: 'a tab within the payload', token: sealed(header, `${payload}\t`) },
    { name: 'a tab after a dot', token: access().replace('.', '.\t') },
    { name: 'a lone last character', token: sealed(header, `${encode('{"a":1}   ')}A`) },
    { name: 'a foreign character', token: `${access()}!` },
    { name: 'a byte above ASCII', token: `${access()}\xe9` },
    { name: 'a comma and a second token', token: `${access()},${access()}` },
    { name: 'quotation marks around it', token: `"${access()}"` },
    { name: 'bytes that are not UTF-8 in the header', token: headerText(nonUtf8Header) },
    { name: 'bytes that are not UTF-8 in the payload', token: payloadText(nonUtf8) },
    { name: 'an overlong form in the payload', token: payloadText(overlong) },
    { name: 'a byte order mark before the header', token: headerText(`\ufeff${goodHeader}`) },
    { name: 'a byte order mark before the payload', token: payloadText(`\ufeff${goodPayload()}`) },
    { name: 'UTF-16', token: payloadText(Buffer.from(goodPayload(), 'utf16le')) },
    { name: 'header no JSON', token: headerText("{'alg':'HS256'}") },
    { name: 'header an array', token: headerText(`[${goodHeader}]`) },
    { name: 'header null', token: headerText('null') },
    { name: 'header a number', token: headerText('256') },
    { name: 'header a string', token: headerText('"HS256"') },
    { name: 'header with text behind it', token: headerText(`${goodHeader}{}`) },
    { name: 'header an empty object', token: headerText('{}') },
    { name: 'payload no JSON', token: payloadText(goodPayload().slice(0, -1)) },
    {
      name: 'payload with NaN',
      token: payloadText(goodPayload().replace(/"exp":\d+/, '"exp":NaN'))
    },
    { name: 'payload an array', token: payloadText(`[${goodPayload()}]`) },
    { name: 'payload null', token: payloadText('null') },
    { name: 'payload true', token: payloadText('true') },
    { name: 'payload a number', token: payloadText('1') },
    { name: 'payload a string', token: payloadText(JSON.stringify(goodPayload())) },
    { name: 'payload an empty object', token: payloadText('{}') },
    { name: 'payload encoded twice', token: payloadText(encode(goodPayload())) },
    { name: 'one segment', token: header },
    { name: 'two segments', token: `${header}.${payload}` },
    { name: 'four segments', token: `${access()}.${signature}` },
    { name: 'a dot behind it', token: `${access()}.` },
    { name: 'a dot before it', token: `.${access()}` },
    { name: 'five segments, as of a JWE', token: `${access()}.${signature}.${signature}` },
    { name: 'an empty header', token: sealed('', payload) },
    { name: 'an empty payload', token: sealed(header, '') },
    { name: 'empty segments', token: '..' },
    { name: 'a single dot', token: '.' },
    { name: 'a word', token: 'null' }
  ],
  accepted: [
    { name: 'uneven header, canonical', token: sealed(unevenHeader, payload) },
    { name: 'uneven payload, canonical', token: sealed(header, unevenPayload) },
    { name: '- and _ in the payload', token: sealed(header, needsUrlAlphabet) },
    { name: '- or _ in the signature', token: withUrlSignature },
    { name: 'letters above ASCII in UTF-8', token: payloadText(goodPayload({ note: 'Padmé 🌌' })) },
    {
      name: 'JSON with line breaks',
      token: payloadText(JSON.stringify(JSON.parse(goodPayload()), null, 2))
    }
  ]
}
