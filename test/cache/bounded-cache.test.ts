import t from 'tap'
import { createBoundedCache } from '../../src/cache/bounded-cache.js'

t.test('evicts the oldest entries, and an entry that is too large at once', async (t) => {
  const cache = createBoundedCache<string>({ entries: 2, characters: 10 }, (text) => text.length)
  cache.add('a', '1')
  cache.add('b', '2')
  cache.add('c', '3')
  t.same([cache.get('a'), cache.get('b'), cache.get('c')], [undefined, '2', '3'])
  cache.add('d', '12345678')
  t.same([cache.get('b'), cache.get('c'), cache.get('d')], [undefined, undefined, '12345678'])
  cache.add('e', '1234567890')
  t.same([cache.get('d'), cache.get('e')], [undefined, undefined])
  for (const key of ['f', 'g', 'h']) cache.add(key, '1')
  t.same([cache.get('f'), cache.get('g'), cache.get('h')], [undefined, '1', '1'])
})
