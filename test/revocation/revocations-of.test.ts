import t from 'tap'
import { revocationOfSession, revocationOfToken } from '../../src/revocation/revocations-of.js'
import { noon } from '../helper.js'

const hour = 3600
const sub = '6f9619ff-8b86-4d01-b42d-00c04fc964ab'
const sid = '0d7c1e2a-92f4-4b53-9be1-7c0a2f4d9e01'
const exp = noon + hour

t.test('the revocation of a token ends an hour after the token', async (t) => {
  t.same(revocationOfToken({ sub, exp }), { id: sub, bucket: 'ab', until: exp + hour })
})

t.test('a token of a session is stored in the bucket of the session', async (t) => {
  t.same(revocationOfToken({ sub, sid, exp }), { id: sub, bucket: '01', until: exp + hour })
})

t.test('the revocation of a session ends an hour after its last token', async (t) => {
  t.same(revocationOfSession(sid, exp), { id: sid, bucket: '01', until: exp + hour })
})

t.test('a fractional end is rounded up', async (t) => {
  t.equal(revocationOfToken({ sub, exp: exp + 0.25 }).until, exp + 1 + hour)
  t.equal(revocationOfSession(sid, exp + 0.25).until, exp + 1 + hour)
})
