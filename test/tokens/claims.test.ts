import t from 'tap'
import { hasExpired, isPositiveInteger, readClaims } from '../../src/tokens/claims.js'
import { tokenKindNames } from '../../src/tokens/kinds.js'
import { claims, noon } from '../helper.js'

t.test('a token has expired from exp on', async (t) => {
  const rows: [number, boolean][] = [
    [noon - 1, true],
    [noon, true],
    [noon + 0.001, false],
    [noon + 1, false],
    [-1e308, true],
    [1e308, false]
  ]
  for (const [exp, expired] of rows) t.equal(hasExpired({ exp }, noon), expired, `${exp}`)
})

t.test('a user id is a positive safe integer', async (t) => {
  for (const id of [1, 2, 2 ** 53 - 1]) t.ok(isPositiveInteger(id), `${id}`)
  const others = [0, -0, -1, 1.5, 2 ** 53, Infinity, Number.NaN, '1', 1n, null, undefined, [1]]
  for (const id of others) t.notOk(isPositiveInteger(id), String(id))
})

t.test('only the claims of the contract are returned, frozen', async (t) => {
  for (const kind of tokenKindNames) {
    const known = claims(kind, {}, noon)
    const info = readClaims(
      { ...known, nbf: noon, jti: 'x', email: 'rey@example.org', isAdmin: true },
      kind,
      'fathat.org',
      noon
    )
    t.strictSame(info, known, kind)
    t.ok(Object.isFrozen(info), kind)
  }
})

t.test('ids are returned in lower case', async (t) => {
  const sub = '3F2504E0-4F89-41D3-9A0C-0305E82C3301'
  const sid = 'B1946AC9-2D4D-4C3A-9E1F-0A9D5A1F7C55'
  const info = readClaims(claims('access', { sub, sid }, noon), 'access', 'fathat.org', noon)
  t.match(info, { sub: sub.toLowerCase(), sid: sid.toLowerCase() })
})

t.test('token-expired takes precedence over other invalid claims', async (t) => {
  const read = (changes: object) =>
    readClaims(claims('access', changes, noon), 'access', 'fathat.org', noon)
  t.equal(read({ exp: noon, iss: 'example.org', sub: 1 }), 'expired')
  t.equal(read({ exp: 'soon', iss: 'example.org' }), 'invalid')
  t.equal(read({ iss: 'example.org' }), 'invalid')
})
