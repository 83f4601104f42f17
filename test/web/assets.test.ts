import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { build, listen, sendRaw } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { builtPage, writeBuiltFiles } from './built-files.js'

const script = `console.log(${JSON.stringify('luminous beings are we '.repeat(50))})\n`

function writeFiles(t: Test) {
  const webFiles = writeBuiltFiles(t, {
    'index.html': builtPage,
    'assets/a-1.js': script,
    'assets/a-1.js.map': '{}',
    'assets/.hidden': 'secret',
    'assets/folder/b-2.js': script,
    'secret.txt': 'secret'
  })
  writeFileSync(join(webFiles, 'assets/a-1.js.br'), brotliCompressSync(script))
  return webFiles
}

t.test('built files are cached forever, and compressed where the client can read it', async (t) => {
  const server = await build(t, { webFiles: writeFiles(t) })
  const plain = await server.inject('/web/assets/a-1.js')
  t.equal(plain.body, script)
  t.match(plain.headers, {
    'content-type': /^(?:text|application)\/javascript; charset=utf-8$/,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding'
  })
  t.notOk(plain.headers['content-encoding'])

  const headers = { 'accept-encoding': 'gzip, br' }
  const small = await server.inject({ url: '/web/assets/a-1.js', headers })
  t.equal(small.headers['content-encoding'], 'br')
  t.equal(brotliDecompressSync(small.rawPayload).toString(), script)

  const head = await server.inject({ method: 'HEAD', url: '/web/assets/a-1.js' })
  t.equal(head.statusCode, 200)
  t.equal(head.body, '')
  t.equal(head.headers['content-length'], String(script.length))
})

t.test('nothing else is there', async (t) => {
  const server = await build(t, { webFiles: writeFiles(t) })
  for (const path of [
    '',
    'index.html',
    'secret.txt',
    'assets',
    'assets/',
    'assets/a-1.js.br',
    'assets/a-1.js.map',
    'assets/.hidden',
    'assets/folder/b-2.js',
    'assets//a-1.js',
    'assets%2fa-1.js%00',
    '..%2fpackage.json',
    'assets/A-1.js'
  ]) {
    assertProblem(t, await server.inject(`/web/${path}`), 'not-found')
  }
  const posted = await server.inject({ method: 'POST', url: '/web/assets/a-1.js' })
  assertProblem(t, posted, 'method-not-allowed')
  t.equal(posted.headers.allow, 'GET, HEAD')
})

t.test('a path cannot leave the directory', async (t) => {
  const { port } = await listen(t, { webFiles: writeFiles(t) })
  for (const path of [
    '../secret.txt',
    '%2e%2e/secret.txt',
    'assets/./a-1.js',
    'assets/../secret.txt'
  ]) {
    const request = `GET /web/${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
    t.match(await sendRaw(port, request), /^HTTP\/1.1 404 .*"code":"not-found"/s, path)
  }
})
