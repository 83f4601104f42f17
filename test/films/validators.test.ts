import { createHash } from 'node:crypto'
import t from 'tap'
import { createResponseCache, isFresh } from '../../src/catalogue/response-cache.js'
import { build } from '../helper.js'
import { asker } from './ask.js'

const urls = ['/films/v1/', '/films/v1/1', '/films/v1/?limit=2', '/films/v1/6?fields=title']

for (const url of urls) {
  t.test(`${url} has a strong validator, and a match returns 304`, async (t) => {
    const ask = await asker(t)
    const first = await ask(url)
    const etag = String(first.headers.etag)
    t.match(etag, /^"[\w-]{20,}"$/, 'strong')
    t.equal((await ask(url)).headers.etag, etag, 'the same for a second request')

    const forms = ['*', ' * ', etag, `W/${etag}`, `"other", ${etag}`, `"a","b",W/${etag} , "c"`]
    for (const form of forms) {
      for (const method of ['GET', 'HEAD'] as const) {
        const answer = await ask(url, { 'if-none-match': form }, method)
        t.equal(answer.statusCode, 304, `${method} ${form}`)
        t.equal(answer.body, '')
        t.equal(answer.headers.etag, etag)
        t.notOk(answer.headers['content-type'])
        t.notOk(answer.headers['content-length'], 'a 304 has no Content-Length')
      }
    }
    for (const form of ['"other"', 'W/"other"', etag.slice(1, -1), '', '"*"', `${etag}x`]) {
      const answer = await ask(url, { 'if-none-match': form })
      t.equal(answer.statusCode, 200, form)
      t.equal(answer.body, first.body)
    }
  })

  t.test(`HEAD ${url} returns the headers of GET without the body`, async (t) => {
    const ask = await asker(t)
    const get = await ask(url)
    const head = await ask(url, {}, 'HEAD')
    t.equal(head.statusCode, 200)
    t.equal(head.body, '')
    for (const name of ['etag', 'content-type', 'content-length', 'cache-control', 'vary']) {
      t.equal(head.headers[name], get.headers[name], name)
    }
  })
}

t.test('different bytes have different validators', async (t) => {
  const ask = await asker(t)
  const etags = await Promise.all(urls.map(async (url) => (await ask(url)).headers.etag))
  t.equal(new Set(etags).size, urls.length)
})

t.test('the validator depends on the bytes only, not on the process', async (t) => {
  const first = await asker(t)
  const second = await asker(t)
  for (const url of urls) {
    t.equal((await first(url)).headers.etag, (await second(url)).headers.etag)
  }
})

t.test('the response cache computes a response once', async (t) => {
  const answers = createResponseCache()
  let made = 0
  const make = () => `{"made":${++made}}`
  const answer = answers('application/json', '/a', make)
  t.equal(answers('application/json', '/a', make), answer)
  t.equal(made, 1)
  t.equal(String(answer.body), '{"made":1}')
  t.equal(answer.contentType, 'application/json; charset=utf-8')
  const digest = createHash('sha256').update(answer.body).digest('base64url')
  t.equal(answer.etag, `"${digest.slice(0, 27)}"`)
  t.equal(
    String(answers('application/json', '/b', make).body),
    '{"made":2}',
    'another URL has another response'
  )
  t.equal(
    String(answers('text/csv', '/a', make).body),
    '{"made":3}',
    'another media type has another response'
  )
})

t.test('the response cache evicts the oldest of more than 10,000 responses', async (t) => {
  const answers = createResponseCache()
  for (let i = 0; i < 10_001; i++) answers('text/csv', `/${i}`, String)
  let madeAgain = false
  answers('text/csv', '/0', () => {
    madeAgain = true
    return ''
  })
  t.ok(madeAgain, 'the oldest response was evicted')
})

t.test('tags that contain commas are split at the commas', async (t) => {
  t.notOk(isFresh('"a,b"', '"c"'))
  t.ok(isFresh('"a", "c"', '"c"'))
})

t.test('a HEAD route without GET keeps its Content-Length', async (t) => {
  const server = await build(t, {
    before(app) {
      app.head('/alone', { config: { public: true } }, async (_request, reply) =>
        reply.header('content-length', 7).send()
      )
    }
  })
  const answer = await server.inject({ method: 'HEAD', url: '/alone' })
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['content-length'], '7')
})
