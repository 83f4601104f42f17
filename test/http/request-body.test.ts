import { Readable } from 'node:stream'
import t from 'tap'
import { bearer, build, mint } from '../helper.js'
import { assertProblem } from './assert-problem.js'

async function logOut(
  t: Parameters<typeof build>[0],
  type: string | undefined,
  payload?: string | Readable
) {
  const server = await build(t)
  const isStream = typeof payload === 'object'
  return server.inject({
    method: 'POST',
    url: '/users/v1/logout',
    headers: {
      ...bearer(mint()),
      ...(type !== undefined && { 'content-type': type }),
      // As every client sends it whose body's length is not known; inject leaves it out.
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
  t.test(`an empty body as ${type}: 200`, async (t) => {
    const answer = await logOut(t, type)
    t.equal(answer.statusCode, 200)
    t.strictSame(answer.json(), { status: 'ok' })
  })
  t.test(`an empty stream as ${type}: 200`, async (t) => {
    const answer = await logOut(t, type, Readable.from([]))
    t.equal(answer.statusCode, 200)
  })
}

const readable = ['{}', 'null', '[]', '1', '"text"', ' {"a": 1}\n', '{"a": {"b": [1, 2]}}']
for (const body of readable) {
  t.test(`JSON where none is needed does no harm: ${body}`, async (t) => {
    t.equal((await logOut(t, 'application/json', body)).statusCode, 200)
  })
}

const unreadable = {
  'half an object': '{',
  'no JSON': 'goodbye',
  'white space': ' ',
  'a comma too many': '{"a":1,}',
  'single quotes': "{'a':1}",
  'two documents': '{}{}',
  'a prototype': '{"__proto__":{"admin":true}}',
  'nested __proto__': '{"a":[{"__proto__":1}]}',
  'an escaped __proto__': '{"\\u005f_proto__":1}',
  'constructor.prototype': '{"constructor":{"prototype":{"admin":true}}}'
}
for (const [name, body] of Object.entries(unreadable)) {
  t.test(`${name}: 400 json-unreadable`, async (t) => {
    assertProblem(t, await logOut(t, 'application/json', body), 'json-unreadable')
    t.notOk('admin' in {}, 'no prototype was touched')
  })
}

const unread = types.filter((type) => type !== undefined && !/json/i.test(type))
for (const type of [...unread, 'application/jsonp', 'text/json', 'application/problem+json']) {
  t.test(`a body as "${type}": 415`, async (t) => {
    const { detail } = assertProblem(t, await logOut(t, type, 'x=1'), 'unsupported-media-type')
    t.match(detail, 'application/json')
  })
}

t.test('a body without a Content-Type: 415', async (t) => {
  assertProblem(t, await logOut(t, undefined, '{}'), 'unsupported-media-type')
})

const jsonOf = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`

t.test('a body may have 64 kB, and not one byte more', async (t) => {
  t.equal((await logOut(t, 'application/json', jsonOf(65_536))).statusCode, 200)
  for (const type of ['application/json', 'text/plain']) {
    assertProblem(t, await logOut(t, type, jsonOf(65_537)), 'payload-too-large')
  }
})

t.test('nor may one whose length is not told beforehand', async (t) => {
  for (const type of ['application/json', 'text/plain']) {
    const chunks = Array.from({ length: 70 }, () => 'a'.repeat(1024))
    assertProblem(t, await logOut(t, type, Readable.from(chunks)), 'payload-too-large')
  }
})

t.test('a body with GET is not looked at', async (t) => {
  const server = await build(t)
  const answer = await server.inject({
    url: '/healthz',
    headers: { 'content-type': 'text/plain' },
    payload: 'x'
  })
  t.equal(answer.statusCode, 200)
})
