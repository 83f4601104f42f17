import t, { type Test } from 'tap'
import { delayAfter, type LoginDelays } from '../../src/throttling/login-delays.js'
import { createMemoryDelays } from '../../src/throttling/memory-delays.js'
import { createRedisDelays } from '../../src/throttling/redis-delays.js'
import { noon } from '../helper.js'
import { startRedis } from '../redis-server.js'

type Clock = () => number

const stores: Record<string, (t: Test, clock: Clock) => Promise<LoginDelays>> = {
  'in the process': async (_t, clock) => createMemoryDelays(clock),
  'in Redis': async (t, clock) =>
    createRedisDelays(await (await startRedis(t)).connect(t), 'test:', clock)
}

t.test('the delay grows up to a quarter of an hour', async (t) => {
  const delays = [1, 4, 5, 6, 7, 8, 14, 15, 16, 1e9].map(delayAfter)
  t.strictSame(delays, [0, 0, 1, 2, 4, 8, 512, 900, 900, 900])
})

for (const [name, open] of Object.entries(stores)) {
  t.test(`counters of attempts ${name}`, async (t) => {
    t.test('five attempts have no delay, then each delay doubles', async (t) => {
      let now = noon + 0.25
      const delays = await open(t, () => now)
      for (let i = 0; i < 5; i++) t.equal(await delays.begin('rey'), 0)
      for (const delay of [1, 2, 4, 8]) {
        t.equal(await delays.begin('rey'), delay, 'rejected, and not counted')
        now += delay - 0.01
        t.ok((await delays.begin('rey')) > 0, 'still rejected')
        now += 0.01
        t.equal(await delays.begin('rey'), 0)
      }
      t.equal(await delays.begin('finn'), 0, 'other accounts are not affected')
    })

    t.test('only five of many concurrent attempts have no delay', async (t) => {
      const delays = await open(t, () => noon)
      const waits = await Promise.all(Array.from({ length: 50 }, () => delays.begin('rey')))
      t.equal(waits.filter((wait) => wait === 0).length, 5)
    })

    t.test('a success resets the failures', async (t) => {
      const delays = await open(t, () => noon)
      for (let i = 0; i < 5; i++) await delays.begin('rey')
      t.equal(await delays.begin('rey'), 1)
      await delays.succeed('rey')
      for (let i = 0; i < 5; i++) t.equal(await delays.begin('rey'), 0)
    })
  })
}

t.test('in the process, failures expire after a day, or an hour if they are few', async (t) => {
  let now = noon
  const delays = createMemoryDelays(() => now)
  for (let i = 0; i < 4; i++) await delays.begin('rey')
  now += 3600
  for (let i = 0; i < 5; i++) t.equal(await delays.begin('rey'), 0)
  now += 86_399
  await delays.begin('rey')
  t.equal(await delays.begin('rey'), 2)
  now += 86_400
  for (let i = 0; i < 5; i++) t.equal(await delays.begin('rey'), 0)
})

t.test('in the process, the number of entries is limited', async (t) => {
  const delays = createMemoryDelays(() => noon, 2)
  for (let i = 0; i < 5; i++) await delays.begin('rey')
  await delays.begin('finn')
  t.equal(await delays.begin('rey'), 1)
  await delays.begin('poe')
  t.equal(await delays.begin('rey'), 0, 'the least recently used entry was evicted')
})

t.test('in Redis, every entry expires', async (t) => {
  const client = await (await startRedis(t)).connect(t)
  const delays = createRedisDelays(client, 'test:', () => noon)
  for (let i = 0; i < 4; i++) await delays.begin('rey')
  const shortly = await client.ttl('test:delay:rey')
  t.ok(shortly > 3590 && shortly <= 3600, `${shortly} s`)
  await delays.begin('rey')
  const longer = await client.ttl('test:delay:rey')
  t.ok(longer > 86_390 && longer <= 86_400, `${longer} s`)
})
