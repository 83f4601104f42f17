import t from 'tap'
import { createIssuer, IssueError, type TokenRequest } from '../../src/tokens/issue.js'
import { createKeyring } from '../../src/tokens/keyring.js'
import type { TokenKind } from '../../src/tokens/kinds.js'
import { noon, secrets } from '../helper.js'

const sub = '6f1c2a7e-8b4d-4c3e-9f50-1a2b3c4d5e6f'
const sid = 'b1946ac9-2d4d-4c3a-9e1f-0a9d5a1f7c55'

/** An issuer whose fake signatures contain the signed input. */
function issuer() {
  const signed: { kind: TokenKind; kid: string; payload: object }[] = []
  const { issue, prepare, sign } = createIssuer({
    keyring: createKeyring({ ...secrets, access: `${secrets.access},${'p'.repeat(32)}` }),
    sign: (kind, kid, payload) => `token ${signed.push({ kind, kid, payload })}`,
    issuer: 'fathat.org',
    lives: { access: 10, refresh: 24, email: 1, password: 0.5 },
    clock: () => noon + 0.9,
    uuid: () => sub
  })
  return { issue, prepare, sign, signed }
}

const common = { iss: 'fathat.org', iat: noon, sub, user_id: 7 }
const base = { userId: 7, role: 'basic' } as const

const issued: [string, TokenRequest, object][] = [
  [
    'an access token',
    { ...base, kind: 'access' },
    { ...common, exp: noon + 36_000, access_role: 'basic', standard_claim: true }
  ],
  [
    'an access token of a session',
    { ...base, kind: 'access', sid },
    { ...common, exp: noon + 36_000, sid, access_role: 'basic', standard_claim: true }
  ],
  [
    'a refresh token of an admin',
    { ...base, kind: 'refresh', sid, role: 'admin' },
    { ...common, exp: noon + 86_400, sid, access_role: 'admin', refresh_claim: true }
  ],
  [
    'an email token',
    { ...base, kind: 'email', email: 'rey@example.org' },
    { ...common, exp: noon + 3600, access_role: 'basic', email_claim: 'rey@example.org' }
  ],
  [
    'a password token',
    { ...base, kind: 'password' },
    { ...common, exp: noon + 1800, access_role: 'basic', password_claim: true }
  ],
  [
    'hours instead of the life of the kind',
    { ...base, kind: 'access', hours: 0.25 },
    { ...common, exp: noon + 900, access_role: 'basic', standard_claim: true }
  ],
  [
    'a fraction of a second becomes a whole one',
    { ...base, kind: 'access', hours: 1e-6 },
    { ...common, exp: noon + 1, access_role: 'basic', standard_claim: true }
  ]
]

t.test('the claims are exactly those of the contract', async (t) => {
  for (const [name, request, payload] of issued) {
    const { issue, signed } = issuer()
    t.equal(issue(request), 'token 1', name)
    t.equal(signed[0]?.kind, request.kind, name)
    t.strictSame(signed[0]?.payload, payload, name)
  }
})

t.test('tokens are signed with the first secret of their kind', async (t) => {
  const { issue, signed } = issuer()
  issue({ ...base, kind: 'access' })
  t.equal(signed[0]?.kid, createKeyring(secrets).access[0].kid)
})

const refused: [string, object, string, RegExp][] = [
  ['an unknown kind', { kind: 'session' }, 'kind-unknown', /access, refresh, email, password/],
  ['a kind every object has', { kind: 'constructor' }, 'kind-unknown', /"constructor"/],
  ['no kind', { kind: undefined }, 'kind-unknown', /allowed/],
  ['user 0', { userId: 0 }, 'user-missing', /greater than 0/],
  ['a negative user', { userId: -1 }, 'user-missing', /whole number/],
  ['half a user', { userId: 1.5 }, 'user-missing', /whole number/],
  ['user NaN', { userId: Number.NaN }, 'user-missing', /whole number/],
  ['a user beyond the safe integers', { userId: 2 ** 53 }, 'user-missing', /whole number/],
  ['a user as text', { userId: '1' }, 'user-missing', /whole number/],
  ['no user', { userId: undefined }, 'user-missing', /user/],
  ['an unknown role', { role: 'jedi' }, 'role-unknown', /"jedi"; allowed: basic, admin/],
  ['a role every object has', { role: 'toString' }, 'role-unknown', /basic, admin/],
  ['no role', { role: undefined }, 'role-unknown', /basic, admin/],
  ['no hours at all', { hours: 0 }, 'life-invalid', /greater than 0/],
  ['negative hours', { hours: -1 }, 'life-invalid', /hours/],
  ['hours NaN', { hours: Number.NaN }, 'life-invalid', /hours/],
  ['hours without end', { hours: Infinity }, 'life-invalid', /hours/],
  ['hours whose seconds are without end', { hours: 1e308 }, 'life-invalid', /hours/],
  ['hours whose seconds are no safe integer', { hours: 1e20 }, 'life-invalid', /hours/],
  ['an email token without address', { kind: 'email' }, 'email-missing', /address/],
  ['an email token with no address', { kind: 'email', email: '' }, 'email-missing', /address/],
  [
    'an address in an access token',
    { email: 'rey@example.org' },
    'email-missing',
    /other tokens must not have one/
  ],
  [
    'an address in a password token',
    { kind: 'password', email: 'rey@example.org' },
    'email-missing',
    /other tokens must not have one/
  ],
  [
    'a session in an email token',
    { kind: 'email', email: 'rey@example.org', sid },
    'session-misplaced',
    /access and refresh/
  ],
  ['a session in a password token', { kind: 'password', sid }, 'session-misplaced', /session/]
]

t.test('claims that verification would reject are not signed', async (t) => {
  for (const [name, changes, code, message] of refused) {
    const { issue, signed } = issuer()
    const request = { ...base, kind: 'access', ...changes } as TokenRequest
    const error = t.throws(() => issue(request), { name: 'IssueError', code, message }, name)
    t.ok(error instanceof IssueError, name)
    t.strictSame(signed, [], name)
  }
})

t.test('a prepared token can be signed later, and several times', async (t) => {
  const { prepare, sign, signed } = issuer()
  const unsigned = prepare({ ...base, kind: 'refresh', sid })
  t.strictSame(signed, [])
  sign(unsigned)
  sign(JSON.parse(JSON.stringify(unsigned)))
  t.strictSame(signed[0], signed[1])
  t.match(signed[0]?.payload, { sub, sid })
})

t.test(
  'a previous secret signs the tokens prepared with it, and a removed secret signs nothing',
  async (t) => {
    const { prepare, sign, signed } = issuer()
    const unsigned = prepare({ ...base, kind: 'access' })
    const [, previous] = createKeyring({
      ...secrets,
      access: `${secrets.access},${'p'.repeat(32)}`
    }).access
    sign({ ...unsigned, kid: String(previous?.kid) })
    t.equal(signed[0]?.kid, previous?.kid)
    t.throws(() => sign({ ...unsigned, kid: 'gone' }), { name: 'IssueError', code: 'key-gone' })
  }
)
