import t from 'tap'
import { createKeyring, keyId } from '../../src/tokens/keyring.js'
import { type TokenKind, tokenKindNames } from '../../src/tokens/kinds.js'
import { secrets } from '../helper.js'

/** base64url(SHA-256(kind + ":" + secret)), first 8 characters, worked out in Python. */
const kids: Record<TokenKind, string> = {
  access: 'Rc2Vz88o',
  refresh: 'mx-YaiQy',
  email: 'ePuhj5v6',
  password: 'c6xoQSdZ'
}

t.test('a kid names kind and secret', async (t) => {
  for (const kind of tokenKindNames) t.equal(keyId(kind, secrets[kind]), kids[kind])
  t.not(keyId('refresh', secrets.access), kids.access)
})

t.test('a kid does not show the secret', async (t) => {
  for (const kind of tokenKindNames) {
    t.match(keyId(kind, secrets[kind]), /^[\w-]{8}$/)
    t.notOk(secrets[kind].includes(keyId(kind, secrets[kind])))
  }
})

t.test('one secret per kind', async (t) => {
  for (const [kind, keys] of Object.entries(createKeyring(secrets))) {
    const secret = secrets[kind as TokenKind]
    t.strictSame(keys, [{ kid: kids[kind as TokenKind], secret }])
  }
})

t.test('current and previous, in this order', async (t) => {
  const keyring = createKeyring({ ...secrets, email: `new,${secrets.email}` })
  t.strictSame(
    keyring.email.map(({ secret }) => secret),
    ['new', secrets.email]
  )
  t.strictSame(
    keyring.email.map(({ kid }) => kid),
    [keyId('email', 'new'), kids.email]
  )
  t.equal(keyring.access.length, 1)
})
