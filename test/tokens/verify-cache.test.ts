import t from 'tap'
import { noon } from '../helper.js'
import { verifier } from './counted-verifier.js'
import { access, encode, goodHeader, goodPayload } from './made-tokens.js'

t.test('the signature of a valid token is computed once', async (t) => {
  const { verify, asked } = verifier()
  const token = access()
  const first = verify(token, ['access'])
  t.strictSame(verify(token, ['access', 'refresh']), first)
  t.equal(asked.length, 1)
})

t.test('exp is checked on a cache hit', async (t) => {
  const { verify, asked, time } = verifier()
  const token = access({ exp: noon + 10 })
  verify(token, ['access'])
  time.now = noon + 9.999
  t.equal(verify(token, ['access']).kind, 'access')
  time.now = noon + 10
  t.throws(() => verify(token, ['access']), { code: 'token-expired' })
  t.equal(asked.length, 1, 'the calls were cache hits')
})

t.test('nbf is checked on a cache hit, because a clock may be set back', async (t) => {
  const { verify, asked, time } = verifier()
  const token = access({ nbf: noon })
  verify(token, ['access'])
  time.now = noon - 0.001
  t.throws(() => verify(token, ['access']), { code: 'token-invalid' })
  time.now = noon
  t.equal(verify(token, ['access']).kind, 'access')
  t.equal(asked.length, 1, 'the calls were cache hits')
})

t.test('the kind is checked on a cache hit', async (t) => {
  const { verify, asked } = verifier()
  const token = access()
  verify(token, ['access'])
  t.throws(() => verify(token, ['refresh', 'email', 'password']), { code: 'token-invalid' })
  t.throws(() => verify(token, []), { code: 'token-invalid' })
  t.equal(asked.length, 1, 'the calls were cache hits')
})

t.test('a rejection is not cached', async (t) => {
  const { verify, time } = verifier()
  const early = access({ nbf: noon + 5, iat: noon + 65 })
  t.throws(() => verify(early, ['access']), { code: 'token-invalid' })
  time.now = noon + 5
  t.equal(verify(early, ['access']).kind, 'access')
})

t.test('a hit has the same header and payload, not only the same signature', async (t) => {
  const token = access()
  const [, payload, signature] = token.split('.')
  const { verify } = verifier({ isGood: (_kid, asked) => asked === token })
  verify(token, ['access'])
  const others: [string, string][] = [
    [
      'other payload, same signature',
      `${encode(goodHeader)}.${encode(goodPayload())}.${signature}`
    ],
    ['other header, same signature', `${encode('{"alg":"HS256"}')}.${payload}.${signature}`],
    ['same claims, other signature', `${encode(goodHeader)}.${payload}.AAAA`]
  ]
  for (const [name, other] of others) {
    t.throws(() => verify(other, ['access']), { code: 'token-invalid' }, name)
  }
})

const numbered = (number: number, note = '') => {
  const payload = encode(goodPayload({ number, note }))
  return `${encode(goodHeader)}.${payload}.${String(number).padStart(44, 'A')}`
}

/** Verifies tokens once each, and returns whether the first and the last one are still cached. */
function remembered(count: number, note = '') {
  const { verify, asked } = verifier()
  const tokens = Array.from({ length: count }, (_, number) => numbered(number, note))
  for (const token of tokens) verify(token, ['access'])
  const isKnown = (token: string) => {
    const before = asked.length
    verify(token, ['access'])
    return asked.length === before
  }
  // Checks the last one first, because verifying an evicted one evicts another.
  const last = isKnown(tokens.at(-1) as string)
  return { first: isKnown(tokens[0] as string), last }
}

t.test('the cache is limited by entries', async (t) => {
  t.strictSame(remembered(20_000), { first: true, last: true })
  t.strictSame(remembered(20_001), { first: false, last: true })
})

t.test('the cache is limited by bytes: long tokens are evicted sooner', async (t) => {
  const long = 'x'.repeat(2600)
  t.ok(numbered(0, long).length > 3700)
  t.strictSame(remembered(3500, long), { first: true, last: true })
  t.strictSame(remembered(4500, long), { first: false, last: true })
})
