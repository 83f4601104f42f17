import t from 'tap'
import { createKeyring, keyId } from '../../src/tokens/keyring.js'
import { type TokenKind, tokenKindNames } from '../../src/tokens/kinds.js'
import { secrets } from '../helper.js'

/** base64url(SHA-256(kind + ":" + secret)), the first 8 characters, computed in Python. */
const kids: Record<TokenKind, string> = {
  access: 'Rc2Vz88o',
  refresh: 'mx-YaiQy',
  email: 'ePuhj5v6',
  password: 'c6xoQSdZ'
}

t.test('a kid depends on the kind and the secret', async (t) => {
  for (const kind of tokenKindNames) t.equal(keyId(kind, secrets[kind]), kids[kind])
  t.not(keyId('refresh', secrets.access), kids.access)
})

t.test('a kid does not reveal the secret', async (t) => {
  for (const kind of tokenKindNames) {
    t.match(keyId(kind, secrets[kind]), /^[\w-]{8}$/)
    t.notOk(secrets[kind].includes(keyId(kind, secrets[kind])))
  }
})

t.test('the keyring has one secret for each kind', async (t) => {
  for (const [kind, keys] of Object.entries(createKeyring(secrets))) {
    const secret = secrets[kind as TokenKind]
    t.equal(keys.length, 1)
    t.match(keys[0], { kid: kids[kind as TokenKind], secret })
    t.equal(keys[0]?.key.export().toString(), secret)
  }
})

t.test('the keyring lists the current secret first, then the previous one', async (t) => {
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
