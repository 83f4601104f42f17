import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { build } from '../helper.js'

const server = await build(t)
const decoders = { gzip: gunzipSync, br: brotliDecompressSync }

for (const [url, type] of [
  ['/openapi.json', 'application/json; charset=utf-8'],
  ['/openapi.yaml', 'application/yaml; charset=utf-8']
] as const) {
  const ask = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    server.inject({ method, url, headers })

  t.test(`${url} has the content coding that the client prefers`, async (t) => {
    const plain = await ask()
    const etags = new Set([plain.headers.etag])
    for (const coding of ['gzip', 'br'] as const) {
      const answer = await ask({ 'accept-encoding': coding })
      t.equal(answer.statusCode, 200)
      t.strictSame(
        [answer.headers['content-encoding'], answer.headers['content-type'], answer.headers.vary],
        [coding, type, 'Accept-Encoding']
      )
      t.equal(decoders[coding](answer.rawPayload).toString(), plain.body)
      t.ok(answer.rawPayload.length < plain.body.length / 10)
      etags.add(answer.headers.etag)
    }
    t.equal(etags.size, 3, 'each with its own validator')
    for (const accepted of ['identity', 'gzip;q=0', 'zstd', '']) {
      const answer = await ask({ 'accept-encoding': accepted })
      t.equal(answer.headers['content-encoding'], undefined, accepted)
      t.equal(answer.headers.vary, 'Accept-Encoding')
      t.equal(answer.body, plain.body)
    }
  })

  t.test(`${url} returns 304 for a matching validator`, async (t) => {
    for (const accepted of ['identity', 'gzip', 'br']) {
      const headers = { 'accept-encoding': accepted }
      const etag = String((await ask(headers)).headers.etag)
      t.match(etag, /^"[\w-]{20,}"$/, 'strong')
      for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        for (const method of ['GET', 'HEAD'] as const) {
          const answer = await ask({ ...headers, 'if-none-match': tags }, method)
          t.equal(answer.statusCode, 304, `${method} ${tags}`)
          t.equal(answer.body, '')
          t.strictSame(
            [answer.headers.etag, answer.headers.vary, answer.headers['content-length']],
            [etag, 'Accept-Encoding', undefined]
          )
        }
      }
      const other = await ask({ ...headers, 'if-none-match': '"other"' })
      t.equal(other.statusCode, 200)
      const head = await ask(headers, 'HEAD')
      t.equal(head.body, '')
      for (const name of ['etag', 'content-length', 'content-type', 'content-encoding', 'vary']) {
        t.equal(head.headers[name], other.headers[name], name)
      }
    }
  })

  t.test(`${url} is the same for any query and in another process`, async (t) => {
    const { etag } = (await ask()).headers
    t.equal((await server.inject(`${url}?a=${Math.random()}`)).headers.etag, etag)
    const other = await build(t)
    t.equal((await other.inject(url)).headers.etag, etag)
  })
}

t.test('the document describes the 304', async (t) => {
  const { paths } = (await server.inject('/openapi.json')).json()
  for (const url of ['/openapi.json', '/openapi.yaml']) {
    t.match(paths[url].get.responses['304'], { description: /If-None-Match/ })
  }
})

t.test('with CORS, Vary contains Origin and Accept-Encoding', async (t) => {
  const app = await build(t, { env: { CORS_ORIGINS: 'https://a.example' } })
  const headers = { origin: 'https://a.example', 'accept-encoding': 'br' }
  const { vary } = (await app.inject({ url: '/openapi.json', headers })).headers
  t.match(vary, /Origin/)
  t.match(vary, /Accept-Encoding/)
})
