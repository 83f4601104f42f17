import t from 'tap'
import { isLoopback, listOf } from '../../src/config/address-rules.js'
import { refusalsOf, variablesIn } from './refusals.js'

t.test('isLoopback recognizes addresses that only this machine reaches', async (t) => {
  for (const host of ['localhost', '127.0.0.1', '127.255.255.254', '::1']) {
    t.equal(isLoopback(host), true, host)
  }
  const reachable = [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    '127.example',
    '127.0.0.1.example',
    'localhost.example',
    '::ffff:10.0.0.1',
    ''
  ]
  for (const host of reachable) t.equal(isLoopback(host), false, host)
})

t.test('a list is split at its commas', async (t) => {
  t.strictSame(listOf(undefined), [])
  t.strictSame(listOf(''), [])
  t.strictSame(listOf(' , '), [])
  t.strictSame(listOf(' a ,b,, c'), ['a', 'b', 'c'])
})

const plainPorts: Record<string, (port: string) => string> = {
  PUBLIC_URL: (port) => `https://h.example:${port}/api`,
  REDIS_URL: (port) => `redis://u:p@h.example:${port}`,
  REDIS_CLUSTER: (port) => `h.example:${port}`,
  REDIS_SENTINELS: (port) => `u:p@h.example:${port}`,
  SMTP_URL: (port) => `smtp://u:p@h.example:${port}`,
  DATABASE_URL: (port) => `postgres://u:p@h.example:${port}/d`
}
for (const [variable, write] of Object.entries(plainPorts)) {
  t.test(`the port in ${variable} is plain digits`, async (t) => {
    const MAIL_FROM = 'a@b.example'
    const redis = variable === 'DATABASE_URL' ? { REDIS_URL: 'redis://h' } : {}
    const refused = (port: string) =>
      variablesIn(refusalsOf({ MAIL_FROM, ...redis, [variable]: write(port) }))
    t.strictSame(refused('5000'), [])
    for (const port of ['05000', '0x10', '+1', '1e3', '1.0']) {
      t.strictSame(refused(port), [variable], port)
    }
  })
}

t.test('a URL that a URL parser would repair is rejected', async (t) => {
  for (const url of ['http:h', 'http:/h', 'http:\\\\h', 'http://h\\x', ' http://h', 'http://h ']) {
    t.strictSame(variablesIn(refusalsOf({ PUBLIC_URL: url })), ['PUBLIC_URL'], JSON.stringify(url))
  }
  for (const url of ['http://h', 'HTTPS://h.example:8443/api', 'http://[::1]:80/']) {
    t.strictSame(refusalsOf({ PUBLIC_URL: url }), [], url)
  }
})

t.test('HOST is an address or a name', async (t) => {
  for (const HOST of ['a/b', 'bad host', 'h:80', '[::1]', 'http://h']) {
    t.ok(variablesIn(refusalsOf({ HOST })).includes('HOST'), HOST)
  }
  for (const HOST of ['localhost', '127.0.0.1', '::1']) t.strictSame(refusalsOf({ HOST }), [], HOST)
})
