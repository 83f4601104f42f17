import t from 'tap'
import { delayAfter } from '../../src/mail/retries.js'
import { noon } from '../helper.js'

const after = (error: object, tries: number, age = 0) =>
  delayAfter(error, { tries, created_at: noon - age }, noon)

const down = { code: 'ESOCKET' }
const login = { code: 'EAUTH', responseCode: 535 }
const later = { code: 'EENVELOPE', responseCode: 450 }
const day = 86_400

t.test('the delays grow up to five minutes', async (t) => {
  for (const error of [down, login, later, new Error('x')]) {
    t.strictSame(
      [1, 2, 3, 4, 5, 6, 100].map((tries) => after(error, tries)),
      [1, 5, 15, 60, 300, 300, 300]
    )
  }
})

t.test('there is no retry after three days', async (t) => {
  t.equal(after(down, 900, 3 * day - 1), 300)
  t.equal(after(down, 900, 3 * day), null)
})

t.test('a permanent rejection is not retried', async (t) => {
  const refusals = [
    { code: 'EENVELOPE', responseCode: 550 },
    { code: 'EMESSAGE', responseCode: 554 },
    { code: 'EENVELOPE' }
  ]
  for (const error of refusals) {
    t.strictSame(
      [1, 4, 5, 6].map((tries) => after(error, tries)),
      [null, null, null, null]
    )
  }
})
