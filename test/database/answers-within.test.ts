import t from 'tap'
import { answersWithin } from '../../src/database/answers-within.js'

t.test('an answer, a failure and silence', async (t) => {
  t.equal(await answersWithin(async () => 1, 1000), true)
  t.equal(await answersWithin(() => Promise.reject(new Error('gone')), 1000), false)
  t.equal(await answersWithin(() => new Promise(() => {}), 5), false)
})
