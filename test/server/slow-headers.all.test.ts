import t from 'tap'
import { listen, sendRaw } from '../helper.js'

t.test('incomplete headers return 408 with the real timeout', async (t) => {
  const { port } = await listen(t)
  const answer = await sendRaw(port, 'GET /films/v1/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')
  const [head, body] = answer.split('\r\n\r\n') as [string, string]
  t.match(head, /^HTTP\/1\.1 408 Request Timeout\r\n/)
  t.match(head, /^content-type: application\/problem\+json$/im)
  t.match(head, /^connection: close$/im)
  t.match(JSON.parse(body), { code: 'request-timeout', status: 408 })
})
