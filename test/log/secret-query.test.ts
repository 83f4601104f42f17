import t from 'tap'
import { loggedUrl } from '../../src/log/redact.js'
import { captureLog } from './capture-log.js'

const paths = ['/users/v1/email_verification', '/users/v1/password_change']

for (const path of paths) {
  t.test(`what stands in the query of ${path} is in no log`, async (t) => {
    const { server, text, lines } = await captureLog(t, 'trace')
    for (const url of [
      `${path}?token=hunter2`,
      `${path}/?hunter2`,
      `${path}?a=b\n&token=hunter2`
    ]) {
      await server.inject(url)
      await server.inject({ method: 'HEAD', url })
      await server.inject({ method: 'POST', url })
    }
    t.notMatch(text(), 'hunter2')
    const urls = lines()
      .filter(({ msg }) => msg === 'request')
      .map(({ url }) => url)
    t.strictSame([...new Set(urls)], [path, `${path}/`])
  })
}

t.test('a URL is logged without its tokens, and without a secret query', async (t) => {
  const secret = { routeOptions: { config: { secretQuery: true } } } as const
  t.equal(loggedUrl({ url: '/a?b=c', ...secret }), '/a')
  t.equal(loggedUrl({ url: '/a?b=c', routeOptions: { config: {} } }), '/a?b=c')
  t.equal(loggedUrl({ url: '/a?b=c' }), '/a?b=c')
  t.equal(loggedUrl({}), '')
})
