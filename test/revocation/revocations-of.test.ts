import t from 'tap'
import { revocationsOf } from '../../src/revocation/revocations-of.js'
import type { TokenInfo } from '../../src/tokens/claims.js'
import { noon } from '../helper.js'

const hour = 3600
const longestLife = 24 * hour

const sub = '6f9619ff-8b86-4d01-b42d-00c04fc964ab'
const sid = '0d7c1e2a-92f4-4b53-9be1-7c0a2f4d9e01'
const token = (exp: number): TokenInfo => ({
  iss: 'fathat.org',
  iat: noon,
  exp,
  sub,
  user_id: 1,
  access_role: 'basic',
  standard_claim: true
})

t.test('a token without a session ends alone, for an hour more than it lives', async (t) => {
  const exp = noon + hour
  t.same(revocationsOf(token(exp), longestLife, noon), [{ id: sub, until: exp + hour }])
})

t.test('a token with a session ends with it', async (t) => {
  const exp = noon + hour
  t.same(revocationsOf({ ...token(exp), sid }, longestLife, noon), [
    { id: sub, until: exp + hour },
    { id: sid, until: noon + longestLife + hour }
  ])
})

t.test('a session outlives the token that ends it, however long that lives', async (t) => {
  const exp = noon + 100 * hour
  t.same(revocationsOf({ ...token(exp), sid }, longestLife, noon), [
    { id: sub, until: exp + hour },
    { id: sid, until: exp + hour }
  ])
})
