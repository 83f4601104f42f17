import t, { type Test } from 'tap'
import { policies, throttles } from '../../src/throttling/policies.js'
import { bearer, mint } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { startRedis } from '../redis-server.js'
import { shown, throttledApp } from './throttled-app.js'

/** The tests below run with each store of the counters. */
const stores: Record<string, (t: Test) => Promise<Record<string, string>>> = {
  'in the process': async () => ({}),
  'in Redis': async (t) => ({ REDIS_URL: (await startRedis(t)).url, REDIS_PREFIX: 'test:' })
}

for (const [name, environmentOf] of Object.entries(stores)) {
  t.test(`counters ${name}`, async (t) => {
    const env = await environmentOf(t)

    t.test('every throttle has a limit for each address', async (t) => {
      const { post, statuses } = await throttledApp(t, { ...env, REDIS_PREFIX: 'a:' })
      for (const throttle of throttles) {
        const url = `/${throttle}`
        t.strictSame(await statuses(5, () => ({ url })), [200, 200, 200, 200, 429], throttle)
        const refused = await post({ url })
        assertProblem(t, refused, 'rate-limited')
        const wait = Number(refused.headers['retry-after'])
        const { window } = policies[throttle]
        t.ok(wait > window - 60 && wait <= window, `${throttle} waits ${wait} s`)
        t.strictSame(shown(refused), ['4', '0'])
        t.equal(refused.headers['ratelimit-reset'], String(wait))
        t.equal((await post({ url, from: '192.0.2.2' })).statusCode, 200, 'another address')
      }
    })

    t.test('an account has its own limit, for all spellings and addresses', async (t) => {
      const { post, statuses } = await throttledApp(t, { ...env, REDIS_PREFIX: 'b:' })
      const spellings = ['Rey@Example.org', 'rey@example.org', 'REY@EXAMPLE.ORG']
      const url = '/forgot'
      const tries = await statuses(3, (i) => ({
        url,
        email: spellings[i] as string,
        from: `192.0.2.${i + 10}`
      }))
      t.strictSame(tries, [200, 200, 429])
      t.equal((await post({ url, email: 'finn@example.org' })).statusCode, 200)
    })

    t.test("requests from another address do not use up the owner's logins", async (t) => {
      const { statuses } = await throttledApp(t, { ...env, REDIS_PREFIX: 'c:' })
      const email = 'rey@example.org'
      t.strictSame(await statuses(3, () => ({ email, from: '192.0.2.66' })), [200, 200, 429])
      t.strictSame(await statuses(2, () => ({ email, from: '192.0.2.1' })), [200, 200])
    })

    t.test('all tokens of a user share one limit', async (t) => {
      const { statuses } = await throttledApp(t, { ...env, REDIS_PREFIX: 'd:' })
      const own = (user_id: number, i: number) => ({
        url: '/own',
        from: `192.0.2.${i}`,
        headers: bearer(mint('access', { user_id }))
      })
      t.strictSame(await statuses(3, (i) => own(7, i)), [200, 200, 429])
      t.strictSame(await statuses(1, (i) => own(8, i)), [200])
    })

    t.test('with a token, the address in the body is not counted', async (t) => {
      const { statuses } = await throttledApp(t, { ...env, REDIS_PREFIX: 'i:' })
      const own = (i: number) => ({
        url: '/own',
        email: `rey.${i}@example.org`,
        from: `192.0.2.${i}`,
        headers: bearer(mint())
      })
      t.strictSame(await statuses(3, own), [200, 200, 429])
    })

    t.test('the mail throttles of an account are counted separately', async (t) => {
      const { server, statuses } = await throttledApp(t, { ...env, REDIS_PREFIX: 'j:' })
      const email = 'rey@example.org'
      const url = '/users/v1/email_verification/resend'
      t.strictSame(
        await statuses(3, (i) => ({ url, email, from: `192.0.2.${i}` })),
        [202, 202, 429]
      )
      const forgotten = await server.inject({
        method: 'POST',
        url: '/users/v1/password_forgotten',
        payload: { email }
      })
      t.equal(forgotten.statusCode, 202)
    })

    t.test('the headers report the limit with the fewest remaining requests', async (t) => {
      const { post } = await throttledApp(t, { ...env, REDIS_PREFIX: 'e:' })
      const url = '/signup'
      t.strictSame(
        shown(await post({ url })),
        ['4', '3'],
        'without an account, the limit of the address applies'
      )
      const email = 'rey@example.org'
      t.strictSame(shown(await post({ url, email })), ['2', '1'])
      t.strictSame(shown(await post({ url, email: 'finn@example.org' })), ['4', '1'])
    })

    t.test('a route without a throttle is not counted', async (t) => {
      const { server } = await throttledApp(t, { ...env, REDIS_PREFIX: 'f:' })
      for (const url of ['/free', '/healthz', '/readyz', '/']) {
        for (let i = 0; i < 6; i++) {
          const answer = await server.inject(url)
          t.strictSame([answer.statusCode, ...shown(answer)], [200, undefined, undefined])
        }
      }
    })

    t.test('HEAD and GET share a counter', async (t) => {
      const { server } = await throttledApp(t, { ...env, REDIS_PREFIX: 'g:' })
      const head = await server.inject({ method: 'HEAD', url: '/page' })
      t.strictSame(shown(head), ['4', '3'])
      t.strictSame(shown(await server.inject('/page')), ['4', '2'])
    })

    t.test('RATE_LIMIT=off disables all limits', async (t) => {
      const off = { ...env, RATE_LIMIT: 'off', REDIS_PREFIX: 'h:' }
      const { server, post, statuses } = await throttledApp(t, off)
      t.strictSame(await statuses(6, () => ({ email: 'rey@example.org' })), Array(6).fill(200))
      t.strictSame(shown(await post()), [undefined, undefined])
      const request = { ip: '192.0.2.1' } as never
      for (let i = 0; i < 9; i++) await server.throttle.checkLogin(request, 'rey@example.org')
      await server.throttle.succeededLogin(request, 'rey@example.org')
    })
  })
}

t.test('the counter restarts after its window', async (t) => {
  const { statuses } = await throttledApp(t)
  t.strictSame(await statuses(5, () => ({})), [200, 200, 200, 200, 429])
  const real = Date.now()
  t.intercept(Date, 'now', { value: () => real + 61_000 })
  t.strictSame(await statuses(1, () => ({})), [200])
})

t.test('the limit of the address applies before the body is read', async (t) => {
  const { server, statuses } = await throttledApp(t)
  await statuses(4, () => ({}))
  const headers = { 'content-type': 'application/json' }
  const answer = await server.inject({
    method: 'POST',
    url: '/login',
    remoteAddress: '192.0.2.1',
    headers,
    payload: '{'
  })
  assertProblem(t, answer, 'rate-limited')
})

t.test('a limit that is no positive integer is rejected', async (t) => {
  for (const value of ['0', '-1', '1.5', 'many']) {
    await t.rejects(throttledApp(t, { RATE_LIMIT_ADDRESS_PER_MINUTE: value }), {
      message: /RATE_LIMIT_ADDRESS_PER_MINUTE: /
    })
  }
  await t.rejects(throttledApp(t, { RATE_LIMIT: 'no' }), { message: /one of on, off/ })
})
