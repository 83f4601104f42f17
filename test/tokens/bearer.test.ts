import t from 'tap'
import { readBearer } from '../../src/tokens/bearer.js'

t.test('takes the token out of the one header', async (t) => {
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

t.test('keeps whatever else stands in the token, for the next check to refuse', async (t) => {
  t.strictSame(readBearer(['Authorization', 'Bearer \tabc']), { token: '\tabc' })
  t.strictSame(readBearer(['Authorization', 'Bearer a,b=']), { token: 'a,b=' })
})

t.test('finds none', async (t) => {
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

t.test('refuses to choose', async (t) => {
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
