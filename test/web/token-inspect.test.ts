import t from 'tap'
import { inspectToken, tokenIn } from '../../web/views/token/inspect.js'
import { claims, forge, secrets } from '../helper.js'

const header = { alg: 'HS256', typ: 'JWT', kid: 'abcdefgh' }
const faultsOf = (text: string) => inspectToken(text)?.faults

t.test('each kind of token is taken apart', async (t) => {
  for (const kind of ['access', 'refresh', 'email', 'password'] as const) {
    const own = claims(kind)
    const token = forge(header, own, secrets[kind])
    t.match(inspectToken(token), { token, header, claims: own, kind, faults: [] })
  }
})

t.test('a token may come with its header', async (t) => {
  for (const text of [' a.b.c\n', 'Bearer a.b.c', 'bearer  a.b.c', 'Authorization: Bearer a.b.c']) {
    t.equal(tokenIn(text), 'a.b.c', text)
  }
  t.equal(inspectToken(' \n'), null, 'nothing is no token')
})

t.test('says what is wrong with the parts', async (t) => {
  const token = forge(header, claims(), secrets.access)
  const [first, second, third] = token.split('.') as [string, string, string]
  const encode = (text: string) => Buffer.from(text).toString('base64url')
  for (const [text, fault] of [
    ['hello', /3 parts .* This has 1 part\./],
    [`${token}.${third}.x`, /This has 5 parts/],
    [`${first}..${third}`, /payload is empty/],
    [`${first}.${second}=.${third}`, /payload is not base64url: it has padding/],
    [`${first}.${second}.a+b`, /signature is not base64url: it has the character \+/],
    [`${first}.${second}.${third.slice(2)}`, /signature is not base64url: it is cut off/],
    [`${first}.${second}.${third}A`, /signature does not have 43 characters/],
    [`${first}.${second}.AB`, /bits that belong to no byte/],
    [`${encode('hello')}.${second}.${third}`, /header is not JSON/],
    [`${first}.${encode('[]')}.${third}`, /payload is JSON, but no object/],
    [`${first}.${encode('5')}.${third}`, /payload is JSON, but no object/],
    [`${first}.${encode('\uFEFF{}')}.${third}`, /payload is not JSON/],
    [`${first}.${Buffer.from([0xff]).toString('base64url')}.${third}`, /payload is not JSON/]
  ] as const) {
    t.match(faultsOf(text)?.[0], fault)
  }
})

t.test('says what is wrong with the header and the private claims', async (t) => {
  const sign = (changes: object, own: object = header) =>
    forge(own, claims('access', changes), secrets.access)
  for (const [token, fault] of [
    [sign({}, { alg: 'none' }), /another algorithm than HS256: "none"/],
    [sign({}, {}), /another algorithm than HS256: none/],
    [sign({}, { alg: 'HS256', typ: 'at+jwt' }), /another type than JWT: "at\+jwt"/],
    [sign({ refresh_claim: true }), /More than one .* standard_claim, refresh_claim/],
    [sign({ standard_claim: undefined }), /No private claim/],
    [sign({ standard_claim: 'true' }), /value of standard_claim/],
    [sign({ standard_claim: undefined, email_claim: '' }), /value of email_claim/],
    [sign({ x: 'x'.repeat(4096) }), /longer than 4096/]
  ] as const) {
    t.match(faultsOf(token), [fault])
  }
  t.equal(inspectToken(sign({ refresh_claim: true }))?.kind, null)
  t.equal(inspectToken(sign({}, { alg: 'none' }))?.kind, 'access', 'the rest is shown all the same')
})
