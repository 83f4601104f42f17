import t from 'tap'
import { decodeToken, maxTokenLength } from '../../src/tokens/decode.js'
import { encode } from './made-tokens.js'

const token = (header: string, payload: string, signature = 'AAAA') =>
  `${encode(header)}.${encode(payload)}.${signature}`

const header = '{"alg":"HS256"}'

t.test('returns the header and payload without verification', async (t) => {
  t.strictSame(decodeToken(token('{"alg":"HS256","typ":"jwt","kid":"x"}', '{"exp":0}')), {
    header: { alg: 'HS256', typ: 'jwt', kid: 'x' },
    payload: { exp: 0 },
    signed: `${encode('{"alg":"HS256","typ":"jwt","kid":"x"}')}.${encode('{"exp":0}')}`,
    signature: Buffer.from('AAAA', 'base64url')
  })
})

t.test('__proto__ is an ordinary member', async (t) => {
  const decoded = decodeToken(token(header, '{"__proto__":{"access_role":"admin"}}'))
  t.ok(Object.hasOwn(decoded?.payload ?? {}, '__proto__'))
  t.equal(decoded?.payload.access_role, undefined)
  t.equal((Object.prototype as { access_role?: unknown }).access_role, undefined)
})

t.test('returns null for invalid tokens', async (t) => {
  const rows: [string, string][] = [
    ['nothing', ''],
    ['a payload that is no JSON', token(header, '{')],
    ['a payload that is no object', token(header, '[]')],
    ['a header that is no object', token('null', '{}')],
    ['another algorithm', token('{"alg":"none"}', '{}')],
    ['another type', token('{"alg":"HS256","typ":"JWE"}', '{}')],
    ['no type in its place', token('{"alg":"HS256","typ":null}', '{}')],
    ['a critical extension', token('{"alg":"HS256","crit":["x"]}', '{}')],
    ['a byte order mark before the header', token(`\ufeff${header}`, '{}')],
    ['a byte order mark before the payload', token(header, '\ufeff{}')],
    ['a signature that is not canonical', token(header, '{}', 'AB')],
    ['four segments', `${token(header, '{}')}.AAAA`]
  ]
  for (const [name, text] of rows) t.equal(decodeToken(text), null, name)
})

t.test('the limit is 4096 characters', async (t) => {
  const start = `${encode(header)}.${encode('{}')}.`
  // A multiple of four, and three more: any canonical length is accepted.
  const fill = (length: number) => start + 'A'.repeat(length - start.length)
  t.equal(maxTokenLength, 4096)
  t.not(decodeToken(fill(4096)), null)
  t.not(decodeToken(fill(4095)), null)
  t.equal(decodeToken(fill(4098)), null)
  t.equal(decodeToken(fill(4099)), null)
})

t.test('a header that was decoded before cannot be changed through its copy', async (t) => {
  const first = decodeToken(token('{"alg":"HS256","kid":"frozen"}', '{}'))
  t.ok(Object.isFrozen(first?.header))
  t.equal(decodeToken(token('{"alg":"HS256","kid":"frozen"}', '{"exp":1}'))?.header, first?.header)
})
