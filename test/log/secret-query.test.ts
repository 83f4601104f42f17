import t from 'tap'
import { loggedUrl } from '../../src/log/redact.js'
import { captureLog } from './capture-log.js'

// The first one contains a searched address.
const paths = ['/users/v1', '/users/v1/email_verification', '/users/v1/password_change']

for (const path of paths) {
  t.test(`the query of ${path} is not logged`, async (t) => {
    const { server, text, lines } = await captureLog(t, 'trace')
    for (const url of [
      `${path}?token=hunter2`,
      `${path}/?hunter2`,
      `${path}?a=b\n&token=hunter2`
    ]) {
      await server.inject(url)
      await server.inject({ method: 'HEAD', url })
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
        await server.inject({ method: method as 'POST', url })
      }
    }
    t.notMatch(text(), 'hunter2')
    const urls = lines()
      .filter(({ msg }) => msg === 'request')
      .map(({ url }) => url)
    t.strictSame([...new Set(urls)], [path, `${path}/`])
  })
}

t.test('the query of a misspelled path is not logged', async (t) => {
  const { server, text, lines } = await captureLog(t, 'trace')
  const misspelled = [
    '/users/v1/Email_Verification?token=hunter2',
    '//users/v1/email_verification?token=hunter2',
    '/users/v1/./email_verification?token=hunter2',
    '/users/v1/password_change/email_verification?token=hunter2',
    '/users/v1/email_verification%23token=hunter2',
    '/users/v1/email_verification%3Ftoken=hunter2',
    '/users/v1/email_verification%253Ftoken=hunter2',
    '/users/v1/email_verification;token=hunter2',
    '/users/v1/email_verification%zz?token=hunter2',
    '/users/v1/email_verification?token=hunter2%zz'
  ]
  for (const url of misspelled) {
    t.ok((await server.inject(url)).statusCode >= 400, url)
  }
  t.notMatch(text(), 'hunter2')
  t.equal(lines().filter(({ msg }) => msg === 'request').length, misspelled.length)
})

t.test('loggedUrl removes tokens and secret queries', async (t) => {
  const routeOptions = { url: '/a', config: {} }
  t.equal(loggedUrl({ url: '/a?b=c', routeOptions }), '/a?b=c')
  const secret = { url: '/a', config: { secretQuery: true } } as const
  t.equal(loggedUrl({ url: '/a?b=c', routeOptions: secret }), '/a')
  t.equal(loggedUrl({ url: '/a?b=c', routeOptions: { config: {} } }), '/a', 'no route')
  t.equal(loggedUrl({ url: '/a?b=c' }), '/a')
  t.equal(loggedUrl({}), '')
})
