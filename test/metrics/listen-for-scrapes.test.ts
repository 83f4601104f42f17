import t from 'tap'
import { listenForScrapes } from '../../src/metrics/listen-for-scrapes.js'
import { freePort } from '../free-port.js'

t.test('a scrape that fails gets 503 with the reason', async (t) => {
  const port = await freePort()
  const close = await listenForScrapes(
    { host: '127.0.0.1', port },
    { contentType: 'text/plain', metrics: () => Promise.reject(new Error('timed out')) }
  )
  t.teardown(close)
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
  t.equal(answer.status, 503)
  t.equal(await answer.text(), 'timed out\n')
})

t.test('unknown values are left out, and nothing else', async (t) => {
  const port = await freePort()
  const text = '# HELP a Nan\na 1\nb Nan\nc{d="Nan "} 2\ne{f="g"} Nan\nh 3\ni Nan'
  const source = { contentType: 'text/plain', metrics: async () => text }
  t.teardown(await listenForScrapes({ host: '127.0.0.1', port }, source))
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
  t.equal(await answer.text(), '# HELP a Nan\na 1\nc{d="Nan "} 2\nh 3\n')
})
