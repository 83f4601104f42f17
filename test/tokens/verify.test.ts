import t from 'tap'
import { createKeyring } from '../../src/tokens/keyring.js'
import { claims, forge, noon, secrets } from '../helper.js'
import { verifier } from './counted-verifier.js'
import { access, withMembers } from './made-tokens.js'

const previous = 'the previous secret of access tokens'
const keyring = createKeyring({ ...secrets, access: `${secrets.access},${previous}` })
const [currentKid, previousKid] = keyring.access.map(({ kid }) => kid) as [string, string]

t.test('returns the kind and the claims', async (t) => {
  const { verify } = verifier()
  const made = claims('refresh', {}, noon)
  const token = forge({ alg: 'HS256' }, made, secrets.refresh)
  const { kind, info } = verify(token, ['access', 'refresh'])
  t.equal(kind, 'refresh')
  t.strictSame(info, made)
})

t.test('checks the signature with the key of the kid only', async (t) => {
  const rows: [string, string, string[]][] = [
    ['the current kid', withMembers({ kid: currentKid }), [currentKid]],
    ['the previous kid', withMembers({ kid: previousKid }), [previousKid]],
    ['an unknown kid', withMembers({ kid: 'unknown0' }), []],
    ['no kid', withMembers({}), [currentKid, previousKid]]
  ]
  for (const [name, token, kids] of rows) {
    const { verify, asked } = verifier({ keyring, isGood: () => false })
    t.throws(() => verify(token, ['access']), { code: 'token-invalid' }, name)
    t.strictSame(
      asked.map(({ kind, kid }) => [kind, kid]),
      kids.map((kid) => ['access', kid]),
      name
    )
  }
})

t.test('without a kid, tries the keys until one matches', async (t) => {
  const { verify, asked } = verifier({ keyring, isGood: (kid) => kid === currentKid })
  t.equal(verify(access(), ['access']).kind, 'access')
  t.equal(asked.length, 1)
})

t.test('checks no signature if the kind is not accepted', async (t) => {
  const { verify, asked } = verifier()
  t.throws(() => verify(access(), ['refresh', 'email']), { code: 'token-invalid' })
  t.throws(() => verify(access(), []), { code: 'token-invalid' })
  t.throws(() => verify(access({ standard_claim: 1 }), ['access']), { code: 'token-invalid' })
  t.throws(() => verify('a.b.c', ['access']), { code: 'token-invalid' })
  t.strictSame(asked, [])
})

t.test('checks no claim before the signature', async (t) => {
  const expired = access({ exp: noon - 1 })
  const bad = verifier({ isGood: () => false })
  t.throws(() => bad.verify(expired, ['access']), { code: 'token-invalid' })
  const good = verifier()
  t.throws(() => good.verify(expired, ['access']), { code: 'token-expired' })
})
