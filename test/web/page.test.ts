import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { build, temporaryDirectory } from '../helper.js'
import { builtPage, writeBuiltFiles } from './built-files.js'

/** What Chromium sends for a navigation. */
const browser = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'
}

t.test('browsers get the page, all others JSON', async (t) => {
  const server = await build(t, { webFiles: writeBuiltFiles(t, { 'index.html': builtPage }) })
  const html = { accept: 'text/html' }
  for (const headers of [browser, html, { accept: 'application/json;q=0.5, text/html' }]) {
    const answer = await server.inject({ url: '/', headers })
    t.equal(answer.statusCode, 200)
    t.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
    t.match(answer.headers, { vary: 'Accept', 'cache-control': 'no-cache' })
  }
  for (const accept of [
    '*/*',
    '',
    'application/json',
    'text/html;q=0.5, application/json',
    'a/b'
  ]) {
    const answer = await server.inject({ url: '/', headers: { accept } })
    t.equal(answer.json().name, 'starwars-api', accept)
    t.match(answer.headers, { vary: 'Accept', 'cache-control': 'no-cache' })
  }
})

t.test('the response also varies with the origin of a cross-origin request', async (t) => {
  const server = await build(t, { env: { CORS_ORIGINS: 'https://a.example,https://b.example' } })
  const { headers } = await server.inject({ url: '/', headers: { origin: 'https://a.example' } })
  t.equal(headers.vary, 'Origin, Accept')
})

t.test('the page is validated by its ETag, also by HEAD', async (t) => {
  const server = await build(t, { webFiles: writeBuiltFiles(t, { 'index.html': builtPage }) })
  const { etag } = (await server.inject({ url: '/', headers: browser })).headers
  t.match(etag, /^".+"$/)
  const headers = { ...browser, 'if-none-match': String(etag) }
  t.equal((await server.inject({ url: '/', headers })).statusCode, 304)
  const json = await server.inject({ url: '/', headers: { 'if-none-match': String(etag) } })
  t.equal(json.statusCode, 200, 'JSON has another ETag')
  const head = await server.inject({ method: 'HEAD', url: '/', headers: browser })
  t.match(head.headers, { etag, 'content-type': 'text/html; charset=utf-8' })
  t.equal(head.body, '')
})

t.test('the policy of the page allows its own files and the peers', async (t) => {
  const env = { WEB_PEERS: 'https://b.example,http://127.0.0.1:3001' }
  const webFiles = writeBuiltFiles(t, { 'index.html': builtPage })
  const server = await build(t, { env, webFiles })
  const { headers, body } = await server.inject({ url: '/', headers: browser })
  const policy = String(headers['content-security-policy']).split(';')
  const peers = 'https://b.example http://127.0.0.1:3001'
  t.ok(policy.includes(`connect-src 'self' ${peers}`))
  for (const directive of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'"
  ]) {
    t.ok(policy.includes(directive), directive)
  }
  t.notMatch(headers['content-security-policy'], /unsafe|\*|data:/)
  t.notOk(headers['set-cookie'])
  t.match(body, `<meta name="peers" content="${peers}">`)
  t.equal(
    (await server.inject('/films/v1/')).headers['content-security-policy'],
    String((await server.inject('/healthz')).headers['content-security-policy']),
    'the peers enter no other policy'
  )
})

t.test('the page knows the path of the public URL, and whether mails are kept', async (t) => {
  const webFiles = writeBuiltFiles(t, { 'index.html': builtPage })
  const env = { PUBLIC_URL: 'https://example.org/star"wars/', MAIL_FROM: 'a@example.org' }
  const sent = await build(t, { env: { ...env, SMTP_URL: 'smtp://127.0.0.1:25' }, webFiles })
  const { body } = await sent.inject({ url: '/', headers: browser })
  t.match(body, 'src="/star%22wars/web/assets/a-1.js"')
  t.match(body, '<meta name="base-path" content="/star%22wars">')
  t.notMatch(body, 'name="mails"')

  const kept = await build(t, { webFiles })
  t.match((await kept.inject({ url: '/', headers: browser })).body, 'name="mails" content="kept"')
})

t.test('says what to run if the page was not built', async (t) => {
  const server = await build(t, { webFiles: temporaryDirectory(t) })
  const { statusCode, body, headers } = await server.inject({ url: '/', headers: browser })
  t.equal(statusCode, 200)
  t.match(body, '<code>npm run build</code>')
  t.match(headers['content-security-policy'], "frame-ancestors 'none'")
  t.equal((await server.inject('/')).json().name, 'starwars-api')
})

t.test('does not start with a page that cannot be read', async (t) => {
  const webFiles = temporaryDirectory(t)
  mkdirSync(join(webFiles, 'index.html'))
  await t.rejects(build(t, { webFiles }), { code: 'EISDIR' })
})
