import t from 'tap'
import { highestOf, isAhead, isBehind } from '../../src/revocation/mark.js'

t.test('a database is behind if it has recorded less in any stripe', async (t) => {
  t.equal(isBehind({}, {}), false)
  t.equal(isBehind({ 0: 5, a: 7 }, { 0: 5, a: 7 }), false)
  t.equal(isBehind({ 0: 6, a: 7 }, { 0: 5 }), false)
  t.equal(isBehind({ 0: 100, a: 6 }, { 0: 5, a: 7 }), true)
  t.equal(isBehind({ newest: 1, user: 1 }, { newest: 2, user: 2 }), false, 'only counts decide')
})

t.test('isAhead and highestOf compare each number', async (t) => {
  t.equal(isAhead({ 0: 5 }, { 0: 5 }), false)
  t.equal(isAhead({ 0: 5, user: 1 }, { 0: 5 }), true)
  t.match(highestOf({ 0: 5, user: 1 }, { 0: 4, user: 2 }), { 0: 5, user: 2, newest: 0 })
})
