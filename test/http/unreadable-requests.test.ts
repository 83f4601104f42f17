import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { sendParserProblem } from '../../plugins/app/problems.js'
import { problemFromParserError } from '../../src/problems/from-error.js'
import { bearer, build, listen, mint, sendRaw } from '../helper.js'
import { assertProblem, parseRaw } from './assert-problem.js'

const post = `POST /users/v1/logout HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer(mint()).authorization}\r\nContent-Type: application/json\r\n`

const malformed = {
  'bytes that are no HTTP': 'nonsense\r\n\r\n',
  'a TLS hello': Buffer.from('16030100a5010000a1030300', 'hex'),
  'a version nobody speaks': 'GET / HTTP/3.0\r\nHost: x\r\n\r\n',
  'a header without a name': 'GET / HTTP/1.1\r\nHost: x\r\n: value\r\n\r\n',
  'a space before a colon': 'GET / HTTP/1.1\r\nHost : x\r\n\r\n',
  'a control character in a header': 'GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n',
  'no Host header': 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n',
  'two lengths': `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
  'a length that is no number': `${post}Content-Length: two\r\n\r\n{}`,
  'a length and chunks': `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'a chunk without a size': `${post}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`,
  'more bytes than Content-Length says': `${post}Content-Length: 2\r\n\r\n{}and more`
}

for (const [name, bytes] of Object.entries(malformed)) {
  t.test(`a request with ${name} returns 400 request-malformed`, async (t) => {
    const { server, port } = await listen(t)
    assertProblem(t, parseRaw(await sendRaw(port, bytes)), 'request-malformed')
    t.equal((await server.inject('/healthz')).statusCode, 200, 'the service still responds')
  })
}

t.test('a body shorter than its Content-Length returns 400', async (t) => {
  const server = await build(t)
  const answer = await server.inject({
    method: 'POST',
    url: '/users/v1/logout',
    headers: { ...bearer(mint()), 'content-type': 'application/json', 'content-length': '7' },
    payload: '{}'
  })
  assertProblem(t, answer, 'request-malformed')
})

t.test('an aborted body returns 400', async (t) => {
  const server = await build(t)
  const answer = await server.inject({
    method: 'POST',
    url: '/users/v1/logout',
    headers: { ...bearer(mint()), 'content-type': 'application/json' },
    payload: '{}',
    simulate: { end: false, split: false, error: true, close: false }
  })
  assertProblem(t, answer, 'request-malformed')
})

t.test('an unknown Expect is ignored', async (t) => {
  const { port } = await listen(t)
  const answer = parseRaw(
    await sendRaw(
      port,
      'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: miracles\r\n\r\n'
    )
  )
  t.equal(answer.statusCode, 200)
})

t.test('nothing is written to a client that has disconnected', async (t) => {
  const server = (await build(t)) as unknown as FastifyInstance
  for (const code of ['ECONNRESET', 'HPE_INVALID_METHOD']) {
    const gone = new Socket()
    if (code !== 'ECONNRESET') gone.destroy()
    let written = false
    gone.end = () => {
      written = true
      return gone
    }
    sendParserProblem.call(server, Object.assign(new Error('x'), { code }) as never, gone)
    t.notOk(written)
    t.ok(gone.destroyed)
  }
})

t.test('a header overflow is reported as uri-too-long if the URL is the cause', async (t) => {
  const codeOf = (received?: Buffer) => problemFromParserError('HPE_HEADER_OVERFLOW', received).code
  const requestLine = (length: number) => `GET /${'a'.repeat(length)} HTTP/1.1\r\nHost: x\r\n`
  t.equal(codeOf(), 'headers-too-large')
  t.equal(codeOf(Buffer.from(requestLine(10))), 'headers-too-large')
  t.equal(codeOf(Buffer.from(requestLine(8200))), 'uri-too-long')
  t.equal(codeOf(Buffer.from(requestLine(20_000).slice(0, 16_000))), 'uri-too-long')
  t.equal(codeOf(Buffer.from('a'.repeat(20_000))), 'headers-too-large')
})
