import t from 'tap'
import { answerWithin } from '../../src/database/answer-within.js'

t.test('answerWithin returns the result, rejects with the error, or times out', async (t) => {
  t.equal(await answerWithin(Promise.resolve(1), 1000), 1)
  await t.rejects(answerWithin(Promise.reject(new Error('gone')), 1000), { message: 'gone' })
  await t.rejects(answerWithin(new Promise(() => {}), 5), { message: /does not respond/ })
})
