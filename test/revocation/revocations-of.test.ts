import t from 'tap'
import { revocationOfSession, revocationOfToken } from '../../src/revocation/revocations-of.js'
import { noon } from '../helper.js'

const hour = 3600
const sub = '6f9619ff-8b86-4d01-b42d-00c04fc964ab'
const sid = '0d7c1e2a-92f4-4b53-9be1-7c0a2f4d9e01'
const exp = noon + hour

t.test('a token ends alone, for an hour more than it lives', async (t) => {
  t.same(revocationOfToken({ sub, exp }), { id: sub, bucket: 'ab', until: exp + hour })
})

t.test('a token of a session lies where its session lies', async (t) => {
  t.same(revocationOfToken({ sub, sid, exp }), { id: sub, bucket: '01', until: exp + hour })
})

t.test('a session ends for an hour more than the last of its tokens', async (t) => {
  t.same(revocationOfSession(sid, exp), { id: sid, bucket: '01', until: exp + hour })
})

t.test('an end that is no whole second is rounded up', async (t) => {
  t.equal(revocationOfToken({ sub, exp: exp + 0.25 }).until, exp + 1 + hour)
  t.equal(revocationOfSession(sid, exp + 0.25).until, exp + 1 + hour)
})
