import t from 'tap'
import { createKeyring } from '../../src/tokens/keyring.js'
import { isSignedBy } from '../../src/tokens/signature.js'
import { hs256, secrets } from '../helper.js'

const [key] = createKeyring(secrets).access
const signed = 'header.payload'
const signature = Buffer.from(hs256(signed, secrets.access), 'base64url')

t.test('only the whole signature by the same key over the same text is valid', async (t) => {
  t.equal(isSignedBy(key, signed, signature), true)
  t.equal(isSignedBy(key, `${signed}x`, signature), false)
  t.equal(isSignedBy(key, signed, signature.subarray(1)), false)
  t.equal(isSignedBy(key, signed, Buffer.alloc(0)), false)
  t.equal(isSignedBy(key, signed, Buffer.concat([signature, Buffer.alloc(1)])), false)
  const flipped = Buffer.from(signature)
  flipped[31] = (flipped[31] as number) ^ 1
  t.equal(isSignedBy(key, signed, flipped), false)
  t.equal(isSignedBy(createKeyring(secrets).refresh[0], signed, signature), false)
})
