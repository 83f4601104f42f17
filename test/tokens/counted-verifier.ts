import { createKeyring, type Keyring } from '../../src/tokens/keyring.js'
import { type TokenKind, tokenKindNames } from '../../src/tokens/kinds.js'
import { createVerifier } from '../../src/tokens/verify.js'
import { noon, secrets } from '../helper.js'

/** A verifier at noon with a fake signature check that accepts by default and records its calls. */
export function verifier(
  options: { keyring?: Keyring; isGood?: (kid: string, token: string) => boolean } = {}
) {
  const { keyring = createKeyring(secrets), isGood = () => true } = options
  const asked: { kind: TokenKind | undefined; kid: string; token: string }[] = []
  const time = { now: noon }
  const verify = createVerifier({
    keyring,
    isSigned(key, signed, signature) {
      const kind = tokenKindNames.find((name) => keyring[name].includes(key))
      const token = `${signed}.${signature.toString('base64url')}`
      asked.push({ kind, kid: key.kid, token })
      return isGood(key.kid, token)
    },
    issuer: 'fathat.org',
    clock: () => time.now
  })
  return { verify, asked, time }
}
