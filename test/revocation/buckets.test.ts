import { randomUUID } from 'node:crypto'
import t from 'tap'
import { bucketOf } from '../../src/revocation/buckets.js'

t.test(
  'the bucket is the last two hex digits of the session id, or of the token id without a session',
  async (t) => {
    const sub = '6f9619ff-8b86-4d01-b42d-00c04fc964ab'
    const sid = '0d7c1e2a-92f4-4b53-9be1-7c0a2f4d9e01'
    t.equal(bucketOf({ sub }), 'ab')
    t.equal(bucketOf({ sub, sid }), '01')
  }
)

t.test('random ids are distributed over all 256 buckets', async (t) => {
  const counts = new Map<string, number>()
  for (let i = 0; i < 256 * 64; i++) {
    const bucket = bucketOf({ sub: randomUUID() })
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  }
  t.equal(counts.size, 256)
  t.ok(
    [...counts.keys()].every((bucket) => /^[0-9a-f]{2}$/.test(bucket)),
    'each bucket name has two hex digits'
  )
  // The mean is 64 per bucket. A bucket of three times that size is practically impossible.
  t.ok(Math.max(...counts.values()) < 3 * 64, 'the distribution is even')
})
