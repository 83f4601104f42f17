import t, { type Test } from 'tap'
import { build } from '../helper.js'
import { assertProblem } from './assert-problem.js'

const form = 'application/x-www-form-urlencoded'

async function start(t: Test) {
  const server = await build(t, {
    before(server) {
      const echo = async ({ body }: { body: unknown }) => ({ body })
      server.post('/form', { config: { public: true, takesForm: true } }, echo)
      server.post('/json', { config: { public: true } }, echo)
    }
  })
  const post = (url: string, type: string, payload: string | Buffer) =>
    server.inject({ method: 'POST', url, headers: { 'content-type': type }, payload })
  return { server, post }
}

const read: [body: string, fields: Record<string, string>][] = [
  ['token=a.b-c_d', { token: 'a.b-c_d' }],
  ['a=1+2&b=%2B%C3%A9', { a: '1 2', b: '+é' }],
  ['token=&x', { token: '', x: '' }],
  ['a%5Bb%5D=1', { 'a[b]': '1' }],
  ['__proto__=x&constructor=y', JSON.parse('{"__proto__":"x","constructor":"y"}')]
]

t.test('a route that takes forms reads a flat form', async (t) => {
  const { post } = await start(t)
  for (const [payload, fields] of read) {
    const answer = await post('/form', `${form}; charset=utf-8`, payload)
    t.equal(answer.statusCode, 200, payload)
    t.strictSame(JSON.parse(answer.body, undefined).body, fields, payload)
  }
})

t.test('an empty form is an empty body on every route', async (t) => {
  const { post, server } = await start(t)
  for (const url of ['/form', '/json']) {
    const answer = await post(url, form, '')
    t.strictSame([answer.statusCode, answer.json()], [200, {}])
    const headers = { 'content-type': form, 'transfer-encoding': 'chunked' }
    const chunked = await server.inject({ method: 'POST', url, headers, payload: '' })
    t.strictSame([chunked.statusCode, chunked.json()], [200, { body: null }])
  }
})

t.test('a repeated member is rejected by its name', async (t) => {
  const { post } = await start(t)
  const answer = await post('/form', form, 'token=a&token=b&other=c')
  assertProblem(t, answer, 'validation-failed')
  t.strictSame(answer.json().errors, [
    { path: 'token', message: 'given more than once; allowed: once' }
  ])
})

t.test('a member with invalid percent-encoding is rejected by its name', async (t) => {
  const { post } = await start(t)
  const message =
    'malformed percent-encoding; allowed: "%" followed by two hex digits; the bytes must be UTF-8'
  const body = 'password=rainbow+harvest%20under+tw%E9n+suns&a+b=%&%e9=1&c=%25%C3%A9'
  const { errors } = assertProblem(t, await post('/form', form, body), 'validation-failed')
  t.strictSame(
    errors,
    ['password', 'a b', '%e9'].map((path) => ({ path, message }))
  )
})

t.test('a form that is not UTF-8 is rejected', async (t) => {
  const { post } = await start(t)
  const answer = await post('/form', form, Buffer.from('a=\xe9', 'latin1'))
  const { errors } = assertProblem(t, answer, 'validation-failed')
  t.strictSame(errors, [{ path: 'body', message: 'is not well-formed UTF-8' }])
})

t.test('other routes and other form types return 415', async (t) => {
  const { post } = await start(t)
  assertProblem(t, await post('/json', form, 'a=1'), 'unsupported-media-type')
  assertProblem(
    t,
    await post('/form', 'multipart/form-data; boundary=x', '--x--'),
    'unsupported-media-type'
  )
})
