import t from 'tap'
import { withoutTokens } from '../../src/log/redact.js'
import { bearer, mint } from '../helper.js'
import { captureLog } from './capture-log.js'

const token = mint()
const [header, payload, signature] = token.split('.') as [string, string, string]

t.test('tokens in a URL are removed', async (t) => {
  const table: Record<string, string> = {
    [`/x?token=${token}`]: '/x?token=[token]',
    [`/x?token=${token}&b=1`]: '/x?token=[token]&b=1',
    [`/x?a=${token}&b=${token}`]: '/x?a=[token]&b=[token]',
    [`/x/${token}/y`]: '/x/[token]/y',
    [`/x?token=${header}.${payload}.`]: '/x?token=[token]',
    '/films/v1/?options[characters]=true&limit=10': '/films/v1/?options[characters]=true&limit=10',
    '/ui/static/swagger-ui.css': '/ui/static/swagger-ui.css'
  }
  for (const [url, expected] of Object.entries(table)) t.equal(withoutTokens(url), expected)
})

const malformed = `/%?token=${token}`

/** Places where a client may send its token by mistake. */
const mistakes: Record<string, string> = {
  'in the query': `/films/v1/?token=${token}`,
  'as a name': `/films/v1/?${token}`,
  'in the path': `/films/v1/${token}`,
  'with its dots encoded': `/films/v1/?token=${token.replaceAll('.', '%2E')}`,
  'in an unknown URL': `/nothing?access_token=${token}`,
  'in a malformed URL': malformed,
  'in a public URL': `/healthz?token=${token}`
}

for (const [how, url] of Object.entries(mistakes)) {
  t.test(`no line contains a token that was sent ${how}`, async (t) => {
    const { server, text } = await captureLog(t, 'trace')
    for (const headers of [{}, bearer(token), bearer(`${token}x`)]) {
      await server.inject({ url, headers })
    }
    if (url !== malformed) t.match(text(), '"msg":"request"')
    for (const part of [token, header, payload, signature]) t.notOk(text().includes(part))
  })
}

t.test('no line contains a token that was sent correctly', async (t) => {
  const { server, text } = await captureLog(t, 'trace')
  const tokens = [token, mint('refresh'), mint('email'), mint('access', { exp: 1 }), 'forged.x.y']
  for (const sent of tokens) {
    await server.inject({ url: '/films/v1/', headers: bearer(sent) })
    await server.inject({ method: 'POST', url: '/users/v1/logout', headers: bearer(sent) })
  }
  for (const sent of tokens) t.notOk(text().includes(sent))
})

t.test('a token that a handler logs is redacted', async (t) => {
  const { server, lines, text } = await captureLog(t, 'info', (server) => {
    server.get('/careless', { config: { minimumRole: 'basic' } }, async (request) => {
      const { headers } = request
      request.log.info({ headers }, 'careless')
      request.log.info({ request: { headers } }, 'careless')
      request.log.info({ req: { headers } }, 'careless')
      request.log.info({ req: request }, 'careless')
      request.log.info(
        { authorization: headers.authorization, token, refresh_token: token },
        'careless'
      )
      return 'done'
    })
  })
  const answer = await server.inject({ url: '/careless', headers: bearer(token) })
  t.equal(answer.statusCode, 200)
  t.equal(lines().filter(({ msg }) => msg === 'careless').length, 5)
  t.match(text(), '[redacted]')
  t.notOk(text().includes(token))
})
