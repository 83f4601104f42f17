import * as argon2 from '@node-rs/argon2'
import t from 'tap'
import { type Argon2, createHasher, defaultCosts } from '../../src/passwords/hasher.js'
import { cheapHashes } from '../helper.js'

const create = (options: { argon2?: Argon2; costs?: typeof cheapHashes } = {}) =>
  createHasher({ argon2, costs: cheapHashes, concurrency: 1, maxWaiting: 1, ...options })

const password = 'correct horse battery staple'

t.test('a hash is argon2id, contains its parameters, and is salted', async (t) => {
  const { hash, verify } = await create()
  const made = await hash(password)
  t.match(made, /^\$argon2id\$v=19\$m=8,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  t.not(await hash(password), made)
  t.equal(await verify(made, password), true)
  t.equal(await verify(made, `${password} `), false)
})

t.test('the parameters are 19 MiB, two passes, one thread', async (t) => {
  const { hash } = await create({ costs: defaultCosts })
  t.match(await hash(password), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

t.test('the same characters in another normalization form are the same password', async (t) => {
  const { hash, verify } = await create()
  t.equal(await verify(await hash('crème brûlée ﬁne'), 'cre\u0300me bru\u0302le\u0301e fine'), true)
})

t.test('no password content causes an error', async (t) => {
  const { hash, verify } = await create()
  const strange = ['', 'a\0b', 'a\0c', 'a', '\ud800', '\udfff', '💥'.repeat(2000), '__proto__']
  for (const one of strange) {
    const made = await hash(one)
    for (const other of strange) {
      const bothAreHalf = /[\p{Cs}]/u.test(one) && /[\p{Cs}]/u.test(other)
      t.equal(await verify(made, other), one === other || bothAreHalf)
    }
  }
})

t.test('a hash with other parameters needs a renewal', async (t) => {
  const { hash, needsRehash, verify } = await create()
  t.equal(needsRehash(await hash(password)), false)
  for (const change of [{ memoryCost: 16 }, { timeCost: 2 }, { parallelism: 2 }]) {
    const other = await create({ costs: { ...cheapHashes, memoryCost: 16, ...change } })
    const old = await other.hash(password)
    t.equal(needsRehash(old), true)
    t.equal(await verify(old, password), true, 'it is still valid')
  }
  const passes = await create({ costs: { ...cheapHashes, timeCost: 2 } })
  t.equal(needsRehash(await passes.hash(password)), true)
  const threads = await create({ costs: { memoryCost: 16, timeCost: 1, parallelism: 2 } })
  const sameMemory = await create({ costs: { ...cheapHashes, memoryCost: 16 } })
  t.equal(sameMemory.needsRehash(await threads.hash(password)), true)
})

t.test('a check without a hash takes the same work and fails', async (t) => {
  const verified: string[] = []
  const { hash, verify } = await create({
    argon2: {
      ...argon2,
      verify(made, given) {
        verified.push(made.replace(/\$[^$]*\$[^$]*$/, ''))
        return argon2.verify(made, given)
      }
    }
  })
  const made = await hash(password)
  t.equal(await verify(made, 'wrong'), false)
  t.equal(await verify(null, 'wrong'), false)
  t.equal(
    await verify(null, 'no password of anybody'),
    false,
    'even with the password of the dummy hash'
  )
  t.strictSame(verified, Array(3).fill('$argon2id$v=19$m=8,t=1,p=1'))
})

t.test('a call over the limit is rejected with 503', async (t) => {
  const { hash, verify } = await create()
  const made = await hash(password)
  const accepted = [hash(password), verify(made, password)]
  const busy = {
    code: 'service-unavailable',
    message: 'Too many passwords are being checked at the moment',
    headers: { 'retry-after': '1' }
  }
  await t.rejects(hash(password), busy)
  await t.rejects(verify(made, password), busy)
  await t.rejects(verify(null, password), busy)
  t.match(await Promise.all(accepted), [/^\$argon2id/, true])
  t.equal(await verify(made, password), true, 'later calls succeed')
})

t.test('a damaged hash is an error, and blocks no other call', async (t) => {
  const { verify } = await create()
  await t.rejects(verify('damaged', password), { message: 'Decoding failed' })
  t.equal(await verify(null, password), false)
})
