import type { AddressInfo } from 'node:net'
import t from 'tap'
import { hostIssue, isAuthority, targetIssue } from '../../src/query/request-target.js'
import { sendRaw } from '../helper.js'
import { captureLog } from '../log/capture-log.js'
import { assertProblem, parseRaw } from './assert-problem.js'
import { collectRoutes, exampleOf } from './collect-routes.js'

const { server, text, lines } = await captureLog(t, 'trace')
await server.listen({ host: '127.0.0.1', port: 0 })
const { port } = server.server.address() as AddressInfo

const close = 'Connection: close\r\n\r\n'
const sendHead = async (head: string) => parseRaw(await sendRaw(port, `${head}\r\n${close}`))
const send = (target: string, method = 'GET', host = 'Host: x') =>
  sendHead(`${method} ${target} HTTP/1.1\r\n${host}`)

const noTargets = [
  '*',
  '*healthz',
  '*/healthz',
  '*films/v1/1',
  '/healthz#',
  '/healthz#x',
  '/#/healthz',
  '/healthz?a=b#c',
  'http://x/healthz#c',
  'ftp://x/healthz',
  'http://user@x/healthz',
  'http://user:secret@x/healthz',
  'http://[::1/healthz',
  'http://[x]/healthz',
  'http://x:99999999/healthz',
  'http:///healthz',
  'http://?healthz',
  '/healthz?%',
  '/healthz?a=%zz',
  '/healthz?%e9=1',
  '/healthz?a=%C3',
  '/healthz?a=%ED%A0%80',
  '/healthz?a=%C0%80',
  'http://x/healthz?%f'
]

t.test('an invalid request target returns 400 url-invalid', async (t) => {
  for (const target of noTargets) {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      assertProblem(t, await send(target, method), 'url-invalid')
    }
    t.equal((await send(target, 'HEAD')).statusCode, 400)
  }
})

const goodTargets = [
  '/healthz',
  '/healthz/',
  '/healthz?a=b?c/d',
  '/healthz?a=%23%C3%A9%00&b=[c]{d}|"e"',
  '/h%65althz',
  'http://x/healthz',
  'HTTP://X/healthz?a',
  'https://elsewhere.example:8443/healthz',
  'http://[::1]/healthz',
  'http://[2001:db8::1]:8080/healthz',
  'http://a_b.internal/healthz',
  'http://x:/healthz',
  'http://x',
  'http://x?a'
]

t.test('a valid request target returns 200', async (t) => {
  for (const target of goodTargets) t.equal((await send(target)).statusCode, 200, target)
})

const badHosts = [
  'Host: x\r\nHost: x',
  'Host: x\r\nhOST: y',
  'Host:\r\nHost: x',
  'Host: a/b?c',
  'Host: a?b',
  'Host: a#b',
  'Host: a\\b',
  'Host: user@x',
  'Host: user:secret@x',
  'Host: [::1',
  'Host: ::1',
  'Host: [x]',
  'Host: [::1]x',
  'Host: x:99999999',
  'Host: x:65536',
  'Host: x:8a',
  'Host: x:-1',
  'Host: x:1:2',
  'Host: :80',
  'Host: a b',
  'Host: x, y',
  'Host: http://x',
  'Host: caf\u00e9',
  'Host: %zz',
  'Host: %e9',
  'X: y'
]

t.test('an invalid, missing or repeated Host returns 400', async (t) => {
  for (const host of badHosts) {
    for (const target of ['/healthz', '/nothing', '/films/v1/', 'http://x/healthz']) {
      assertProblem(t, await send(target, 'GET', host), 'request-malformed')
    }
  }
})

const goodHosts = [
  'x',
  'X.Example.',
  'localhost:3000',
  'a_b.internal:80',
  'xn--bcher-kva.example',
  '127.0.0.1',
  '[::1]',
  '[2001:DB8::1]:8443',
  '[::ffff:127.0.0.1]:0',
  'x:',
  'x:65535',
  'b%C3%BCcher.example',
  ''
]

t.test('a valid Host returns 200', async (t) => {
  for (const host of goodHosts) {
    t.equal((await send('/healthz', 'GET', `Host: ${host}`)).statusCode, 200, host)
  }
})

t.test('HTTP/1.0 requires no Host, but rejects an invalid one', async (t) => {
  t.equal((await sendHead('GET /healthz HTTP/1.0')).statusCode, 200)
  for (const host of ['Host: x\r\nHost: x', 'Host: a/b']) {
    assertProblem(t, await sendHead(`GET /healthz HTTP/1.0\r\n${host}`), 'request-malformed')
  }
})

t.test(
  'a fragment returns 400 on every route, and appears in no response and no log',
  async (t) => {
    const { routes } = await collectRoutes(t)
    const urls = [...new Set(routes.map(({ url }) => exampleOf(url)))]
    t.ok(urls.length > 40)
    const others = ['/nothing', '/%', '*', '*films/v1/', 'http://x/healthz']
    const rests = ['?a=b#SECRETabc', '#SECRETabc?token=SECRETabc', '#SECRETabc/%']
    const targets = [
      ...[...urls, ...others].map((url) => `${url}#token=SECRETabc`),
      ...['/users/v1/email_verification', '/users/v1/password_change', ...others].flatMap((url) =>
        rests.map((rest) => url + rest)
      )
    ]
    const sent = targets.map(async (target) => ({ target, ...(await send(target)) }))
    for (const { target, statusCode, body } of await Promise.all(sent)) {
      t.equal(statusCode, 400, target)
      t.notMatch(body, 'SECRETabc', target)
    }
    t.notMatch(text(), 'SECRETabc')
    t.notMatch(text(), '#')
    t.ok(lines().some(({ url }) => url === '/users/v1/email_verification'))
  }
)

t.test('the query of an invalid URL is not logged', async (t) => {
  assertProblem(t, await send('/users/v1/email_verification/%?token=SECRETabc'), 'url-invalid')
  t.notMatch(text(), 'SECRETabc')
})

t.test('each rejection states the reason', async (t) => {
  t.match(targetIssue('/a#b'), /"#"/)
  t.match(targetIssue('*'), /begins with "\/"/)
  t.match(targetIssue('http://a@b/'), /without a valid host/)
  t.match(targetIssue('/a?b=%'), /two hex digits/)
  t.equal(targetIssue('/a?b=%25'), null)
  t.match(hostIssue([], true), /missing/)
  t.equal(hostIssue([], false), null)
  t.match(hostIssue(['a', 'a'], true), /allowed: one/)
  t.match(hostIssue(['a/b'], true), /host or host:port/)
  t.ok(isAuthority(`${'a'.repeat(8000)}.example:1`))
})
