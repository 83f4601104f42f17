import t from 'tap'
import { createMemorySet } from '../../src/revocation/memory-set.js'
import type { CheckedToken } from '../../src/revocation/revocation-set.js'
import { noon } from '../helper.js'

const hour = 3600
/** Has no effect here: there is one process, and one map. */
const bucket = '00'
const [a, b, c] = ['a', 'b', 'c'].map((letter) => ({ sub: letter, iat: noon })) as [
  CheckedToken,
  CheckedToken,
  CheckedToken
]

function createSet() {
  const time = { now: noon }
  return { time, set: createMemorySet(() => time.now) }
}

t.test('revokes the given id and no other', async (t) => {
  const { set } = createSet()
  t.equal(set.isRevoked(a), false)
  await set.revoke([{ bucket, id: 'a', until: noon + hour }])
  t.equal(set.isRevoked(a), true)
  t.equal(set.isRevoked(b), false)
  t.equal(set.isRevoked({ ...b, sid: 'c' }), false)
})

t.test('a token is revoked by its own id or by that of its session', async (t) => {
  const { set } = createSet()
  await set.revoke([
    { bucket, id: 'a', until: noon + hour },
    { bucket, id: 'session', until: noon + 2 * hour }
  ])
  t.equal(set.isRevoked(a), true)
  t.equal(set.isRevoked({ ...b, sid: 'session' }), true)
  t.equal(set.isRevoked(b), false)
  t.equal(set.size, 2)
})

t.test('the next write removes expired entries once their hour has passed', async (t) => {
  const { time, set } = createSet()
  await set.revoke([{ bucket, id: 'a', until: noon + hour }])
  await set.revoke([{ bucket, id: 'b', until: noon + 3 * hour }])
  await set.revoke([{ bucket, id: 'c', until: noon + hour + 1 }])
  t.equal(set.size, 3)

  time.now = noon + hour + 1
  await set.revoke([])
  t.equal(set.isRevoked(a), true, 'no entry is removed before its end')
  t.equal(set.isRevoked(c), true)

  time.now = noon + 2 * hour
  t.equal(set.size, 3, 'there is no timer: entries are removed by writes only')
  await set.revoke([])
  t.equal(set.size, 1)
  t.equal(set.isRevoked(a), false)
  t.equal(set.isRevoked(b), true)
})

t.test('the later of two ends applies, in either order', async (t) => {
  for (const ends of [
    [hour, 5 * hour],
    [5 * hour, hour],
    [5 * hour, 5 * hour]
  ]) {
    const { time, set } = createSet()
    for (const end of ends) await set.revoke([{ bucket, id: 'a', until: noon + end }])
    t.equal(set.size, 1)
    time.now = noon + 5 * hour
    await set.revoke([])
    t.equal(set.isRevoked(a), true, `${ends}: revoked until the later end`)
    time.now = noon + 6 * hour
    await set.revoke([])
    t.equal(set.size, 0, `${ends}: removed after the later end`)
  }
})

t.test('an entry that has already expired is removed', async (t) => {
  const { set } = createSet()
  await set.revoke([{ bucket, id: 'a', until: noon - 5 * hour }])
  await set.revoke([])
  t.equal(set.size, 0)
})

t.test('the size stays proportional to the number of live entries', async (t) => {
  const { time, set } = createSet()
  let largest = 0
  for (let i = 0; i < 20_000; i++) {
    await set.revoke([{ bucket, id: `id ${i}`, until: time.now + 2 * hour }])
    largest = Math.max(largest, set.size)
    time.now += 60
  }
  t.ok(largest <= 4 * 60, `${largest} entries at most; 120 are live at a time`)
})

t.test('the probe always succeeds', async (t) => {
  t.equal(await createSet().set.probe(), true)
})

t.test('a cut-off refuses the tokens that were issued before it', async (t) => {
  const { set } = createSet()
  set.setCutOff({ validFrom: noon, orderedAt: noon - 1 })
  t.equal(set.isRevoked({ sub: 'a', iat: noon - 1 }), true)
  t.equal(set.isRevoked(a), false)
})
