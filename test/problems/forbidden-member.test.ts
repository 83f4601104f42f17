import t from 'tap'
import { findForbiddenMember } from '../../src/problems/forbidden-member.js'

t.test('finds the forbidden member name at any depth', async (t) => {
  t.equal(findForbiddenMember('{"a":[{"__proto__":1}]}'), '__proto__')
  t.equal(findForbiddenMember('{"constructor":{"prototype":1}}'), 'constructor[prototype]')
  for (const text of [
    '{"a":{"constructor":1}}',
    '{"prototype":null}',
    '[1,"__proto__"]',
    '{"a":'
  ]) {
    t.equal(findForbiddenMember(text), null, text)
  }
})
