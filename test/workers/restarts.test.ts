import t from 'tap'
import { createRestarts } from '../../src/workers/restarts.js'

/** Records deaths at these times, in milliseconds, and returns the last delay. */
function delayAfter(...times: number[]): number | null {
  let now = 0
  const nextDelay = createRestarts(() => now)
  let delay: number | null = null
  for (now of times) delay = nextDelay()
  return delay
}

t.test('the delay doubles with each death within a minute', async (t) => {
  t.equal(delayAfter(0), 100)
  t.equal(delayAfter(0, 1), 200)
  t.equal(delayAfter(0, 1, 2), 400)
  t.equal(delayAfter(0, 1, 2, 3), 800)
})

t.test('deaths of the last minute count', async (t) => {
  t.equal(delayAfter(0, 59_999), 200)
  t.equal(delayAfter(0, 60_000), 100)
})

t.test('the fifth death within a minute is the last', async (t) => {
  t.equal(delayAfter(0, 1, 2, 3, 59_999), null)
  t.equal(delayAfter(0, 1, 2, 3, 60_000), 800)
})
