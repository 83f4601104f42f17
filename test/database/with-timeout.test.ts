import t from 'tap'
import { withTimeout } from '../../src/database/with-timeout.js'

t.test('withTimeout returns the result, rejects with the error, or times out', async (t) => {
  t.equal(await withTimeout(Promise.resolve(1), 1000), 1)
  await t.rejects(withTimeout(Promise.reject(new Error('gone')), 1000), { message: 'gone' })
  await t.rejects(withTimeout(new Promise(() => {}), 5), { message: /does not respond/ })
})
