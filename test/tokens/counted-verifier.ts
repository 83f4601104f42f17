import { createKeyring, type Keyring } from '../../src/tokens/keyring.js'
import type { TokenKind } from '../../src/tokens/kinds.js'
import { createVerifier } from '../../src/tokens/verify.js'
import { noon, secrets } from '../helper.js'

/** A verifier at noon with a fake signature check that accepts by default and records its calls. */
export function verifier(
  options: { keyring?: Keyring; isGood?: (kid: string, token: string) => boolean } = {}
) {
  const { keyring = createKeyring(secrets), isGood = () => true } = options
  const asked: { kind: TokenKind; kid: string; token: string }[] = []
  const time = { now: noon }
  const verify = createVerifier({
    keyring,
    signatures: {
      sign: () => '',
      isSignedBy(kind, kid, token) {
        asked.push({ kind, kid, token })
        return isGood(kid, token)
      }
    },
    issuer: 'fathat.org',
    clock: () => time.now
  })
  return { verify, asked, time }
}
