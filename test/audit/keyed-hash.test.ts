import t from 'tap'
import { createKeyedHash } from '../../src/audit/keyed-hash.js'

t.test('the hash depends on the secret and the text', async (t) => {
  const hash = createKeyedHash('a secret of this instance')
  t.match(hash('rey@example.org'), /^[\w-]{22}$/)
  t.equal(hash('rey@example.org'), createKeyedHash('a secret of this instance')('rey@example.org'))
  t.not(hash('rey@example.org'), hash('finn@example.org'))
  t.not(hash('rey@example.org'), createKeyedHash('another secret')('rey@example.org'))
})
