import { connect } from 'node:net'
import t from 'tap'
import { bearer, build, listen, mint, sendRaw } from '../helper.js'
import { assertProblem, parseRaw } from './assert-problem.js'

const close = 'Host: x\r\nConnection: close\r\n'

for (const url of ['/%', '/films/v1/%', '/films/v1/%zz', '/problems/%E0%A4%A', '/%c0%af']) {
  for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
    t.test(`${method} ${url} returns 400 for the invalid URL`, async (t) => {
      const server = await build(t)
      const answer = await server.inject({ method, url })
      assertProblem(t, answer, 'url-invalid')
      t.equal(answer.headers['x-content-type-options'], 'nosniff')
    })
  }
}

const urlOf = (length: number) => '/healthz?'.padEnd(length, 'a')

t.test('the URL limit is 8,192 characters', async (t) => {
  const server = await build(t)
  const longest = await server.inject(urlOf(8192))
  t.equal(longest.statusCode, 200)
  assertProblem(t, await server.inject(urlOf(8193)), 'uri-too-long')
})

for (const length of [8193, 15_000, 17_000, 60_000]) {
  t.test(`a URL of ${length} characters over a socket returns 414`, async (t) => {
    const { port } = await listen(t)
    const answer = parseRaw(
      await sendRaw(
        port,
        `GET ${urlOf(length)} HTTP/1.1\r\n${close}Authorization: Bearer x\r\n\r\n`
      )
    )
    assertProblem(t, answer, 'uri-too-long')
  })
}

for (const name of ['X-Long', 'Authorization', 'Cookie', 'If-None-Match']) {
  t.test(`17,000 bytes of ${name} return 431`, async (t) => {
    const { port } = await listen(t)
    const answer = parseRaw(
      await sendRaw(
        port,
        `GET /films/v1/ HTTP/1.1\r\n${close}${name}: ${'a'.repeat(17_000)}\r\n\r\n`
      )
    )
    assertProblem(t, answer, 'headers-too-large')
  })
}

/** Sends two parts with a delay, as the network does with data longer than a packet. */
function sendInTwo(port: number, first: string, second: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(first)
      setTimeout(() => socket.write(second), 100)
    })
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}

t.test('a URL over the limit in two packets returns 414', async (t) => {
  const { port } = await listen(t)
  const url = urlOf(17_000)
  const answer = await sendInTwo(
    port,
    `GET ${url.slice(0, 12_000)}`,
    `${url.slice(12_000)} HTTP/1.1\r\n${close}\r\n`
  )
  assertProblem(t, parseRaw(answer), 'uri-too-long')
})

t.test('headers over the limit in two packets return 431', async (t) => {
  const { port } = await listen(t)
  const answer = await sendInTwo(
    port,
    `GET /healthz HTTP/1.1\r\n${close}X-Long: ${'a'.repeat(12_000)}`,
    `${'a'.repeat(9000)}\r\n\r\n`
  )
  assertProblem(t, parseRaw(answer), 'headers-too-large')
})

t.test('a target in absolute form is handled like its path', async (t) => {
  const { port } = await listen(t)
  const head = `GET http://elsewhere.example/films/v1/1 HTTP/1.1\r\n${close}`
  const answer = parseRaw(
    await sendRaw(port, `${head}Authorization: ${bearer(mint()).authorization}\r\n\r\n`)
  )
  t.equal(answer.statusCode, 200)
  t.equal(JSON.parse(answer.body).url, '/films/v1/1', 'the host is ignored')
})
