import t from 'tap'
import { waitForStores } from '../../processes/wait-for-stores.js'
import { StoreAwayError } from '../../src/config/start-error.js'
import { MockTimer } from '../revocation/mock-timer.js'
import { until } from '../until.js'

const away = (store: 'redis' | 'database', message = 'is down') =>
  new StoreAwayError(store, { variable: 'REDIS_URL', message })

/** Waits with a mocked timer. Each attempt ends with the next outcome. */
function startWait(outcomes: (Error | string)[]) {
  const timer = new MockTimer()
  const stores: string[] = []
  const lines: unknown[] = []
  const result = waitForStores({
    async attempt() {
      const outcome = outcomes.shift() as Error | string
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    onAway: async ({ store }) => void stores.push(store),
    log: (...line) => void lines.push(line),
    timer
  })
  result.catch(() => {})
  return { timer, stores, lines, result }
}

t.test('an attempt that succeeds is not repeated', async (t) => {
  const { result, stores, lines } = startWait(['served'])
  t.equal(await result, 'served')
  t.strictSame([stores, lines], [[], []])
})

t.test('the delays grow up to ten seconds, and each minute is logged', async (t) => {
  const outcomes = Array.from({ length: 14 }, () => away('redis'))
  const { timer, result, lines, stores } = startWait([...outcomes, 'served'])
  const delays: number[] = []
  let before = timer.now()
  while (stores.length < outcomes.length) {
    await until(() => timer.sleepers === 1)
    const tries = stores.length
    while (stores.length === tries && delays.length < outcomes.length - 1) await timer.pass(250)
    if (stores.length > tries) delays.push(timer.now() - before)
    before = timer.now()
  }
  await until(() => timer.sleepers === 1)
  await timer.pass(10_000)
  t.equal(await result, 'served')
  t.strictSame(delays.slice(0, 8), [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  t.match(lines, [
    [{ reason: 'REDIS_URL: is down' }, /cannot start without its redis/],
    [{ reason: 'REDIS_URL: is down' }, /cannot start/]
  ])
  t.equal(lines.length, 2)
})

t.test('the wait may change from one store to the other', async (t) => {
  const { timer, result, stores } = startWait([away('redis'), away('database'), 'served'])
  for (const delay of [250, 500]) {
    await until(() => timer.sleepers === 1)
    await timer.pass(delay)
  }
  await result
  t.strictSame(stores, ['redis', 'database'])
})

t.test('any other error ends the wait', async (t) => {
  const { timer, result } = startWait([away('database'), new Error('a wrong password')])
  await until(() => timer.sleepers === 1)
  await timer.pass(250)
  await t.rejects(result, /a wrong password/)
})
