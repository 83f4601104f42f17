import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { bearer, build, listen, mint, sendRaw } from '../helper.js'
import { assertProblem, parseRaw } from './assert-problem.js'

const server = await build(t)

async function logOut(
  type: string | undefined,
  payload?: string | Buffer | Readable,
  headers: Record<string, string> = {}
) {
  const isStream = payload instanceof Readable
  return server.inject({
    method: 'POST',
    url: '/users/v1/logout',
    headers: {
      ...bearer(mint()),
      ...headers,
      ...(type !== undefined && { 'content-type': type }),
      // Clients send this header when the length of the body is unknown. inject omits it.
      ...(isStream && { 'transfer-encoding': 'chunked' })
    },
    ...(payload !== undefined && { payload })
  })
}

const types = [
  undefined,
  '',
  'application/json',
  'APPLICATION/JSON; charset=utf-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/octet-stream',
  'not a media type',
  ';',
  '/'
]

for (const type of types) {
  t.test(`an empty body as ${type} returns 200`, async (t) => {
    const answer = await logOut(type)
    t.equal(answer.statusCode, 200)
    t.strictSame(answer.json(), { status: 'ok' })
  })
  t.test(`an empty stream as ${type} returns 200`, async (t) => {
    const answer = await logOut(type, Readable.from([]))
    t.equal(answer.statusCode, 200)
  })
}

const readable = ['{}', 'null', '[]', '1', '"text"', ' {"a": 1}\n', '{"a": {"b": [1, 2]}}']
for (const body of readable) {
  t.test(`a route that takes no body ignores the JSON ${body}`, async (t) => {
    t.equal((await logOut('application/json', body)).statusCode, 200)
  })
}

const unreadable = {
  'half an object': '{',
  'no JSON': 'goodbye',
  'white space': ' ',
  'a comma too many': '{"a":1,}',
  'single quotes': "{'a':1}",
  'two documents': '{}{}',
  'half a __proto__': '{"__proto__":',
  'UTF-16': Buffer.from('{"a":1}', 'utf16le'),
  'an overlong character': Buffer.from('{"a":"\xc0\x80"}', 'latin1'),
  'half a surrogate pair': Buffer.from('{"a":"\xed\xa0\x80"}', 'latin1'),
  'half a character': Buffer.from('{"a":"\xc3"}', 'latin1'),
  'Latin-1': Buffer.from('{"a":"\xe9"}', 'latin1'),
  'more than Unicode': Buffer.from('{"a":"\xf5\x80\x80\x80"}', 'latin1')
}
for (const [name, body] of Object.entries(unreadable)) {
  t.test(`a body with ${name} returns 400 json-unreadable`, async (t) => {
    assertProblem(t, await logOut('application/json', body), 'json-unreadable')
  })
}

const forbidden: [path: string, bodies: string[]][] = [
  [
    '__proto__',
    [
      '{"__proto__":{"admin":true}}',
      '{"a":[{"__proto__":1}]}',
      '{"\\u005f_proto__":1}',
      '\ufeff{"__proto__":1}',
      `${'['.repeat(30_000)}{"__proto__":1}${']'.repeat(30_000)}`
    ]
  ],
  ['constructor[prototype]', ['{"constructor":{"prototype":{"admin":true}}}']]
]
for (const [path, bodies] of forbidden) {
  t.test(`a member named ${path} is rejected`, async (t) => {
    for (const body of bodies) {
      const answer = await logOut('application/json', body)
      const { detail, errors } = assertProblem(t, answer, 'validation-failed')
      t.strictSame(errors, [{ path, message: 'this name is forbidden; remove the member' }])
      t.notMatch(detail, 'not JSON')
      t.notOk('admin' in {}, 'no prototype was changed')
    }
  })
}

for (const coding of ['gzip', 'GZIP', 'br', 'deflate', 'identity, gzip', 'nonsense']) {
  t.test(`a body with Content-Encoding ${coding} returns 415`, async (t) => {
    const headers = { 'content-encoding': coding }
    for (const payload of [gzipSync('{}'), '{}']) {
      const answer = await logOut('application/json', payload, headers)
      const { detail } = assertProblem(t, answer, 'unsupported-media-type')
      t.match(detail, /Content-Encoding; allowed: none/)
      t.equal(answer.headers['accept-encoding'], 'identity')
    }
    t.equal((await logOut('application/json', undefined, headers)).statusCode, 200)
  })
}

t.test('Content-Encoding identity is accepted', async (t) => {
  const headers = { 'content-encoding': 'Identity' }
  t.equal((await logOut('application/json', '{}', headers)).statusCode, 200)
})

t.test('different Content-Type headers return 400, and equal ones count as one', async (t) => {
  const { port } = await listen(t)
  const send = async (types: readonly string[], body: string) => {
    const lines = [
      'POST /users/v1/logout HTTP/1.1',
      'Host: x',
      'Connection: close',
      `Authorization: ${bearer(mint()).authorization}`,
      ...types.map((type) => `Content-Type: ${type}`),
      `Content-Length: ${body.length}`
    ]
    return parseRaw(await sendRaw(port, `${lines.join('\r\n')}\r\n\r\n${body}`))
  }
  const json = 'application/json'
  for (const other of [
    'text/plain',
    `${json}; charset=latin1`,
    'application/x-www-form-urlencoded'
  ]) {
    for (const types of [
      [json, other],
      [other, json],
      [json, json, other]
    ]) {
      const { detail } = assertProblem(t, await send(types, '{}'), 'request-malformed')
      t.match(detail, /several different Content-Type headers/)
      t.equal((await send(types, '')).statusCode, 200, 'an empty body has no type')
    }
  }
  t.equal((await send([json, 'Application/JSON'], '{}')).statusCode, 200)
  assertProblem(t, await send([`${json}, text/plain`], '{}'), 'unsupported-media-type')
})

const unread = types.filter((type) => type !== undefined && !/json/i.test(type))
for (const type of [...unread, 'application/jsonp', 'text/json', 'application/problem+json']) {
  t.test(`a body as "${type}" returns 415`, async (t) => {
    const { detail } = assertProblem(t, await logOut(type, 'x=1'), 'unsupported-media-type')
    t.match(detail, 'application/json')
  })
}

t.test('a body without a Content-Type returns 415', async (t) => {
  assertProblem(t, await logOut(undefined, '{}'), 'unsupported-media-type')
})

const jsonOf = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`

t.test('the body limit is 64 kB', async (t) => {
  t.equal((await logOut('application/json', jsonOf(65_536))).statusCode, 200)
  for (const type of ['application/json', 'text/plain']) {
    assertProblem(t, await logOut(type, jsonOf(65_537)), 'payload-too-large')
  }
})

t.test('the body limit applies to bodies of unknown length', async (t) => {
  for (const type of ['application/json', 'text/plain']) {
    const chunks = Array.from({ length: 70 }, () => 'a'.repeat(1024))
    assertProblem(t, await logOut(type, Readable.from(chunks)), 'payload-too-large')
  }
})

t.test('the body of a GET is ignored', async (t) => {
  const answer = await server.inject({
    url: '/healthz',
    headers: { 'content-type': 'text/plain' },
    payload: 'x'
  })
  t.equal(answer.statusCode, 200)
})
