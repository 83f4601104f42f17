import t from 'tap'
import { loadConfig } from '../../plugins/external/config.js'
import { serverOptions } from '../../server-options.js'
import { bearer, environment, mint, sendRaw } from '../helper.js'
import { assertProblem, parseRaw } from './assert-problem.js'
import { listenImpatiently } from './impatient-server.js'

const token = bearer(mint()).authorization
const unfinished = {
  'no byte after the request line': 'GET / HTTP/1.1\r\n',
  'headers that do not end': 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ',
  'a body that does not come': `POST /users/v1/logout HTTP/1.1\r\nHost: x\r\nAuthorization: ${token}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`
}

for (const [name, bytes] of Object.entries(unfinished)) {
  t.test(`${name} returns 408 and closes the connection`, async (t) => {
    const { server, port } = await listenImpatiently(t)
    const answer = parseRaw(await sendRaw(port, bytes))
    assertProblem(t, answer, 'request-timeout')
    t.equal(answer.headers.connection, 'close')
    t.equal((await server.inject('/healthz')).statusCode, 200)
  })
}

t.test('the timeouts of the service are 10 seconds for headers and 30 for a request', async (t) => {
  t.match(serverOptions(loadConfig(environment)), {
    requestTimeout: 30_000,
    http: { headersTimeout: 10_000 }
  })
})
