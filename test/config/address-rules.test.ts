import t from 'tap'
import { isLoopback, listOf } from '../../src/config/address-rules.js'

t.test('loopback is what only this machine reaches', async (t) => {
  for (const host of ['localhost', '127.0.0.1', '127.255.255.254', '::1']) {
    t.equal(isLoopback(host), true, host)
  }
  const reachable = [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    '127.example',
    '127.0.0.1.example',
    'localhost.example',
    '::ffff:10.0.0.1',
    ''
  ]
  for (const host of reachable) t.equal(isLoopback(host), false, host)
})

t.test('a list is read by its commas', async (t) => {
  t.strictSame(listOf(undefined), [])
  t.strictSame(listOf(''), [])
  t.strictSame(listOf(' , '), [])
  t.strictSame(listOf(' a ,b,, c'), ['a', 'b', 'c'])
})
