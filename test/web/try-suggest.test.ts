import { readFileSync } from 'node:fs'
import t from 'tap'
import { suggest } from '../../web/views/try/suggest.js'
import { summarize } from '../../web/views/try/summarize.js'

const summary = summarize(JSON.parse(readFileSync('openapi/openapi.json', 'utf8')))

/** Suggests at the `|` of a text, or at its end. */
function at(marked: string, method = 'GET') {
  const cursor = marked.includes('|') ? marked.indexOf('|') : marked.length
  const text = marked.replace('|', '')
  const { from, to, items } = suggest(summary, method, text, cursor)
  const texts = items.map((item) => item.text)
  const take = (item: string) => {
    if (!texts.includes(item)) throw new Error(`${item} is not among ${texts}`)
    return text.slice(0, from) + item + text.slice(to)
  }
  return { texts, take }
}

t.test('suggests the paths of a method', async (t) => {
  t.ok(at('').texts.includes('/planets/v1/'))
  t.strictSame(at('/fil').texts, ['/films/v1/', '/films/v1/1', '/films/v1/schema'])
  t.ok(at('plan').texts.includes('/planets/v1/1'), 'also within a path')
  t.ok(at('', 'POST').texts.includes('/users/v1/login'))
  t.notOk(at('', 'POST').texts.includes('/films/v1/'))
  t.strictSame(at('/fil', 'HEAD').texts, at('/fil').texts)
  t.strictSame(at('/nothing/here').texts, [])
  t.strictSame(at('', 'TRACE').texts, [])
  t.ok(at('/problems/').texts.includes('/problems/token-expired'))
})

t.test('keeps the typed parts of a path', async (t) => {
  t.equal(at('/fil|ms/v1/2?limit=1').take('/films/v1/1'), '/films/v1/1?limit=1')
  t.ok(at('/users/v1/7/').texts.includes('/users/v1/7/events'))
})

t.test('suggests parameters once the path is complete', async (t) => {
  const { texts } = at('/films/v1/')
  t.equal(texts[0], '/films/v1/?options[')
  t.ok(texts.includes('/films/v1/?filter['))
  t.ok(texts.includes('/films/v1/1'), 'and the paths below')
  t.strictSame(at('/films/v1/1').texts.slice(0, 3), [
    '/films/v1/1?options[',
    '/films/v1/1?fields=',
    '/films/v1/1?expand='
  ])
})

t.test('suggests names up to the next bracket', async (t) => {
  t.ok(at('/films/v1/?').texts.includes('search='))
  t.strictSame(at('/films/v1/?fil').texts, ['filter['])
  t.ok(at('/films/v1/?filter[').texts.includes('filter[episode]['))
  t.strictSame(at('/films/v1/?filter[episode][g').texts, [
    'filter[episode][gt]=',
    'filter[episode][gte]='
  ])
  t.strictSame(
    at('/films/v1/?filter%5Bepisode%5D%5Bgt').texts,
    at('/films/v1/?filter[episode][gt').texts
  )
  t.ok(at('/films/v1/?options[').texts.includes('options[characters]='))
  t.ok(at('/films/v1/?offs').texts.includes('offset='))
  t.ok(at('/films/v1/?order').texts.includes('sort_order='), 'also within a name')
  t.strictSame(at('/nothing/here?').texts, [])
})

t.test('suggests values', async (t) => {
  t.strictSame(at('/films/v1/?sort_order=').texts, ['asc', 'desc'])
  t.strictSame(at('/films/v1/?options[characters]=t').texts, ['true'])
  t.strictSame(at('/films/v1/?format=c').texts, ['csv'])
  t.strictSame(at('/films/v1/?search=').texts, [])
  t.strictSame(at('/films/v1/?%zz=').texts, [])
  t.strictSame(at('/films/v1/?unknown=').texts, [])
})

t.test('suggests the open values of a list', async (t) => {
  const list = at('/films/v1/?fields=id,')
  t.notOk(list.texts.includes('id'))
  t.equal(list.take('title'), '/films/v1/?fields=id,title')
  t.equal(
    at('/films/v1/?fields=id,ti|&limit=1').take('title'),
    '/films/v1/?fields=id,title&limit=1'
  )
})

t.test('completes the pair at the cursor', async (t) => {
  t.equal(at('/films/v1/?se|&limit=1').take('search='), '/films/v1/?search=&limit=1')
  t.equal(at('/films/v1/?lim|it=1&x=2').take('limit='), '/films/v1/?limit=1&x=2')
  t.notOk(at('/films/v1/?limit=1&').texts.includes('limit='), 'a name only once')
})
