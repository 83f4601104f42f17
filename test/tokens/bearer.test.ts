import t from 'tap'
import { readBearer } from '../../src/tokens/bearer.js'

t.test('returns the token of the single header', async (t) => {
  const rows: [string, string[]][] = [
    ['alone', ['Authorization', 'Bearer abc']],
    ['among others', ['Host', 'localhost', 'authorization', 'bearer abc', 'Accept', '*/*']],
    ['many spaces', ['AUTHORIZATION', 'BEARER     abc']],
    [
      'a header whose value is a name',
      ['X-Header', 'Authorization', 'Authorization', 'Bearer abc']
    ],
    ['a longer name beside it', ['Authorization-', 'Bearer x', 'Authorization', 'Bearer abc']]
  ]
  for (const [name, rawHeaders] of rows) {
    t.strictSame(readBearer(rawHeaders), { token: 'abc' }, name)
  }
})

t.test('keeps invalid characters in the token, which a later check rejects', async (t) => {
  t.strictSame(readBearer(['Authorization', 'Bearer \tabc']), { token: '\tabc' })
  t.strictSame(readBearer(['Authorization', 'Bearer a,b=']), { token: 'a,b=' })
})

t.test('returns null without a bearer token', async (t) => {
  const rows: [string, string[]][] = [
    ['no headers', []],
    ['other headers', ['Host', 'localhost']],
    ['a name of the same length', ['Authorizatiom', 'Bearer abc']],
    ['an empty value', ['Authorization', '']],
    ['another scheme', ['Authorization', 'Basic abc']],
    ['the scheme alone', ['Authorization', 'Bearer']],
    ['the scheme and spaces', ['Authorization', 'Bearer   ']],
    ['no space', ['Authorization', 'Bearerabc']],
    ['a tab', ['Authorization', 'Bearer\tabc']],
    ['a space before the scheme', ['Authorization', ' Bearer abc']],
    ['a line break before the scheme', ['Authorization', '\nBearer abc']],
    ['only the value names it', ['X-Header', 'authorization']]
  ]
  for (const [name, rawHeaders] of rows) t.equal(readBearer(rawHeaders), null, name)
})

t.test('returns ambiguous for several credentials', async (t) => {
  const good = ['Authorization', 'Bearer abc']
  const rows: [string, string[]][] = [
    ['the same header twice', [...good, ...good]],
    ['two schemes', ['Authorization', 'Basic abc', ...good]],
    ['an empty second one', [...good, 'AUTHORIZATION', '']],
    ['an empty first one', ['Authorization', '', ...good]],
    ['two that hold no token', ['Authorization', '', 'Authorization', '']],
    ['two tokens', ['Authorization', 'Bearer abc def']],
    ['a space at the end', ['Authorization', 'Bearer abc ']]
  ]
  for (const [name, rawHeaders] of rows) t.equal(readBearer(rawHeaders), 'ambiguous', name)
})
