import t from 'tap'
import { bearer, build, listen, mint, sendRaw } from '../helper.js'
import { parseRaw } from './assert-problem.js'

const hsts = 'max-age=31536000'

const documents = {
  'the index': { url: '/' },
  'a secured answer': { url: '/films/v1/', headers: bearer(mint()) },
  'a 304': { url: '/films/v1/', headers: { ...bearer(mint()), 'if-none-match': '*' } },
  'a problem': { url: '/films/v1/' },
  'an unknown URL': { url: '/nothing' },
  'a malformed URL': { url: '/%' },
  'the OpenAPI document': { url: '/openapi.yaml' }
}

for (const [name, request] of Object.entries(documents)) {
  t.test(`${name} has nosniff, and a policy that denies scripts and frames`, async (t) => {
    const { headers } = await (await build(t)).inject(request)
    t.equal(headers['x-content-type-options'], 'nosniff')
    t.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'")
    t.notOk(headers['set-cookie'])
    t.notOk(headers['x-powered-by'])
    t.notOk(headers.server)
  })
}

const pages = [
  '/ui/',
  '/ui',
  '/ui/static/swagger-ui-bundle.js',
  '/problems/',
  '/problems/not-found'
]

for (const url of pages) {
  t.test(`${url} has all security headers for pages`, async (t) => {
    const { headers } = await (await build(t)).inject(url)
    t.match(headers, {
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY'
    })
    const policy = String(headers['content-security-policy']).split(';')
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'"
    ]) {
      t.ok(policy.includes(directive), directive)
    }
    t.notMatch(String(policy), 'unsafe-eval')
  })
}

t.test('a page may send requests to PUBLIC_URL', async (t) => {
  const server = await build(t, { env: { PUBLIC_URL: 'https://api.example:8443/base' } })
  const { headers } = await server.inject('/ui/')
  t.match(headers['content-security-policy'], "connect-src 'self' https://api.example:8443;")
})

const urls = ['/', '/films/v1/', '/nothing', '/%', '/ui/', '/problems/', '/problems/unknown']

t.test('with an https PUBLIC_URL every response has Strict-Transport-Security', async (t) => {
  const server = await build(t, { env: { PUBLIC_URL: 'https://api.example' } })
  for (const url of urls) {
    const { headers } = await server.inject(url)
    t.match(headers['strict-transport-security'], hsts, url)
  }
})

t.test('the response to an unreadable request has the same headers', async (t) => {
  const { port } = await listen(t, { env: { PUBLIC_URL: 'https://api.example' } })
  const { headers } = parseRaw(await sendRaw(port, 'nonsense\r\n\r\n'))
  t.equal(headers['strict-transport-security'], hsts)
  t.equal(headers['x-content-type-options'], 'nosniff')
})

for (const env of [{}, { PUBLIC_URL: 'http://api.example' }] as Record<string, string>[]) {
  t.test(`no response has Strict-Transport-Security without TLS (${env.PUBLIC_URL})`, async (t) => {
    const server = await build(t, { env })
    for (const url of urls) {
      const { headers } = await server.inject(url)
      t.equal(headers['strict-transport-security'], undefined, url)
    }
  })
}
