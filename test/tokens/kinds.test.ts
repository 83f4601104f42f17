import t from 'tap'
import { isTokenKind, kindOf, tokenKindNames } from '../../src/tokens/kinds.js'

t.test('isTokenKind accepts exactly the four kinds', async (t) => {
  t.strictSame(tokenKindNames, ['access', 'refresh', 'email', 'password'])
  for (const name of tokenKindNames) t.ok(isTokenKind(name), name)
  for (const name of ['', 'Access', 'session', 'constructor', '__proto__', 'toString']) {
    t.notOk(isTokenKind(name), name)
  }
})

t.test('the private claim determines the kind', async (t) => {
  t.equal(kindOf({ standard_claim: true }), 'access')
  t.equal(kindOf({ refresh_claim: true, user_id: 1 }), 'refresh')
  t.equal(kindOf({ email_claim: 'rey@example.org' }), 'email')
  t.equal(kindOf({ password_claim: true }), 'password')
})

t.test('any other payload has no kind', async (t) => {
  const rows: [string, object][] = [
    ['none', {}],
    ['a claim inherited', Object.create({ standard_claim: true })],
    ['two', { standard_claim: true, refresh_claim: true }],
    ['two, one of them false', { standard_claim: true, password_claim: false }],
    ['two, one of them undefined', { standard_claim: true, email_claim: undefined }],
    [
      'all four',
      { standard_claim: true, refresh_claim: true, email_claim: 'x', password_claim: true }
    ],
    ['access 1', { standard_claim: 1 }],
    ['refresh "true"', { refresh_claim: 'true' }],
    ['password null', { password_claim: null }],
    ['email true', { email_claim: true }],
    ['email empty', { email_claim: '' }]
  ]
  for (const [name, payload] of rows) t.equal(kindOf(payload), null, name)
})
