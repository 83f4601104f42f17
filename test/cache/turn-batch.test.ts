import t from 'tap'
import { createTurnBatch } from '../../src/cache/turn-batch.js'

const turnEnds = () => new Promise((resolve) => setImmediate(resolve))

t.test('the items of one turn are handled together at its end, in order', async (t) => {
  const handled: string[] = []
  const add = createTurnBatch((item: string) => void handled.push(item))
  add('one')
  add('two')
  t.same(handled, [])
  await turnEnds()
  t.same(handled, ['one', 'two'])
  add('three')
  await turnEnds()
  t.same(handled, ['one', 'two', 'three'])
})
