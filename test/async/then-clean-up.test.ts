import t from 'tap'
import { thenCleanUp } from '../../src/async/then-clean-up.js'

const reason = new Error('the disk is full')
const fail = (message: string) => () => Promise.reject(new Error(message))

t.test('a failed cleanup does not hide an earlier error', async (t) => {
  let isClean = false
  const clean = async () => {
    isClean = true
  }
  t.equal(await thenCleanUp(Promise.resolve(1), clean), 1)
  t.ok(isClean)
  isClean = false
  await t.rejects(thenCleanUp(Promise.reject(reason), clean), reason)
  t.ok(isClean)
  await t.rejects(thenCleanUp(Promise.reject(reason), fail('cannot roll back')), reason)
  await t.rejects(thenCleanUp(Promise.resolve(1), fail('cannot close')), {
    message: 'cannot close'
  })
})
