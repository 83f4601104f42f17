import t from 'tap'
import {
  copyQuery,
  createQueryParser,
  parseQuery,
  type Query
} from '../../src/query/parse-query.js'

/** A parsed query as JSON, because its objects have no prototype. */
const plain = (text: string) => JSON.parse(JSON.stringify(parseQuery(text)))

const table: Record<string, object> = {
  '': {},
  '&&': {},
  'a=1': { a: '1' },
  a: { a: '' },
  'a=': { a: '' },
  'a=1&a=2': { a: ['1', '2'] },
  'a=b=c': { a: 'b=c' },
  'a=%26%3D%5B': { a: '&=[' },
  'a=x+y': { a: 'x y' },
  'a=%zz': { a: '%zz' },
  'a[b]=1': { a: { b: '1' } },
  'a%5Bb%5D=1': { a: { b: '1' } },
  'a[b]=1&a[c]=2': { a: { b: '1', c: '2' } },
  'a[b]=1&a[b]=2': { a: { b: ['1', '2'] } },
  'a[b][c]=1': { a: { b: { c: '1' } } },
  'a[b][c]=1&a[b][d]=2&a[e]=3': { a: { b: { c: '1', d: '2' }, e: '3' } },
  'a-b[c_d]=1': { 'a-b': { c_d: '1' } },
  'a[b2]=1': { a: { b2: '1' } },
  'a[]=1': { 'a[]': '1' },
  'a[0]=1': { 'a[0]': '1' },
  'a[99999999]=1': { 'a[99999999]': '1' },
  'a[b=1': { 'a[b': '1' },
  'a]b[=1': { 'a]b[': '1' },
  'a[b]c=1': { 'a[b]c': '1' },
  'a[[b]]=1': { 'a[[b]]': '1' },
  'a[b c]=1': { 'a[b c]': '1' },
  '[a]=1': { '[a]': '1' },
  '[=1': { '[': '1' },
  '1[a]=1': { '1[a]': '1' },
  'a=1&a[b]=2': { a: '1', 'a[b]': '2' },
  'a[b]=2&a=1': { a: '1', 'a[b]': '2' },
  'a=1&a=2&a[b]=3': { a: ['1', '2'], 'a[b]': '3' },
  'a[b]=1&a[b][c]=2': { a: { b: '1' }, 'a[b][c]': '2' },
  'a[b][c]=1&a[b]=2': { a: { b: { c: '1' } }, 'a[b]': '2' },
  'fields=a': { fields: ['a'] },
  'fields=a,b': { fields: ['a', 'b'] },
  'fields=a%2Cb': { fields: ['a', 'b'] },
  'fields=': { fields: [''] },
  'fields=a&fields=b': { fields: ['a', 'b'] },
  'fields[a]=b,c': { fields: { a: 'b,c' } },
  'expand=a,b': { expand: ['a', 'b'] },
  'other=a,b': { other: 'a,b' }
}

for (const [text, expected] of Object.entries(table)) {
  t.test(`"${text}" is parsed`, async (t) => {
    t.strictSame(plain(text), expected)
  })
}

for (const text of ['__proto__=x', '__proto__[x]=1', 'a[__proto__]=x', 'a[__proto__][b]=1']) {
  t.test(`${text} is parsed as an ordinary name`, async (t) => {
    const query = parseQuery(text)
    t.strictSame(Object.keys(query), [text.slice(0, text.indexOf('='))])
    t.notOk(query instanceof Object)
    t.notOk('x' in {} || 'b' in {})
  })
}

t.test('constructor is an ordinary name', async (t) => {
  const json = (text: string) => JSON.stringify(parseQuery(text))
  t.equal(json('constructor[prototype][x]=1'), '{"constructor":{"prototype":{"x":"1"}}}')
  t.equal(json('a[constructor]=1'), '{"a":{"constructor":"1"}}')
})

t.test('parsed objects have no prototype, at any depth', async (t) => {
  const query = parseQuery('a[b][c]=1&toString[x]=2')
  const a = query.a as { b: object }
  for (const object of [query, a, a.b, query.toString as unknown as object]) {
    t.notOk(object instanceof Object)
    t.notOk('hasOwnProperty' in object)
  }
})

t.test('any input is parsed without loss, addition or error', async (t) => {
  const pieces = ['a', 'b', '[', ']', '[b]', '=', '&', ',', '%5B', '%5D', '__proto__', 'fields']
  const valuesIn = (value: unknown): string[] =>
    typeof value === 'string' ? value.split(',') : Object.values(value as object).flatMap(valuesIn)
  // A linear congruential generator: the same texts in every run.
  let seed = 20_241
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed % below
  }
  for (let round = 0; round < 5000; round++) {
    const text = Array.from({ length: 1 + next(14) }, () => pieces[next(pieces.length)]).join('')
    const sent = text
      .split('&')
      .filter((pair) => pair !== '' && pair !== '=')
      .flatMap((pair) => {
        const value = pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : ''
        return value.replaceAll('%5B', '[').replaceAll('%5D', ']').split(',')
      })
    const read = valuesIn(parseQuery(text))
    if (read.filter(Boolean).sort().join() !== sent.filter(Boolean).sort().join()) {
      t.fail('values differ', { text, read, sent })
    }
  }
  t.notOk('b' in {})
})

t.test('a long query is parsed in one pass', async (t) => {
  // So long that a second pass for each character would never end.
  const deep = `a${'[b]'.repeat(1_000_000)}=1`
  const wide = Array.from({ length: 100_000 }, (_, i) => `a[b${i}]`).join('&')
  const open = `a${'[b'.repeat(1_000_000)}`
  for (const text of [deep, open, '['.repeat(2_000_000)]) parseQuery(text)
  t.equal(Object.keys(parseQuery(wide).a as object).length, 100_000)
})

t.test('a repeated text returns the same object, which nobody can change', async (t) => {
  const parse = createQueryParser()
  const query = parse('a[b]=1&fields=x,y')
  t.equal(parse('a[b]=1&fields=x,y'), query)
  t.not(parse('a[b]=2&fields=x,y'), query)
  t.ok(Object.isFrozen(query) && Object.isFrozen(query.a) && Object.isFrozen(query.fields))

  const copy = copyQuery(query)
  copy.c = 'new'
  ;(copy.a as Query).b = 'changed'
  t.strictSame(JSON.parse(JSON.stringify(query)), { a: { b: '1' }, fields: ['x', 'y'] })

  const long = `a=${'x'.repeat(2000)}`
  t.not(parse(long), parse(long), 'long texts are not kept')
  t.same(parse(long), parse(long))
})
