import t from 'tap'
import { describable } from '../../src/clients/oauth-error.js'
import { mint } from '../helper.js'
import { form, post, type Sent, startClient } from './client-app.js'

const refused: [what: string, sent: Sent, description: RegExp][] = [
  ['no body', { body: '' }, /body/],
  ['no token', { body: 'token_type_hint=access_token' }, /token: required/],
  ['an empty token', { body: 'token=' }, /token/],
  ['two tokens', { body: 'token=a&token=b' }, /token: given more than once/],
  ['two hints', { body: 'token=a&token_type_hint=x&token_type_hint=y' }, /token_type_hint/],
  [
    'JSON',
    { type: 'application/json', body: '{"token":"a"}' },
    /type.*allowed: application\/x-www-form-urlencoded$/
  ],
  [
    'text',
    { type: 'text/plain', body: 'token=a' },
    /type.*allowed: application\/x-www-form-urlencoded$/
  ],
  ['no type', { type: 'nonsense', body: 'token=a' }, /type/],
  [
    'a member in "quotes" é',
    { body: 'a%22%5C%C3%A9=1&a%22%5C%C3%A9=2&token=x' },
    /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/
  ]
]

t.test('a body that is no form with one token returns invalid_request', async (t) => {
  const { app, service } = await startClient(t)
  for (const path of ['introspect', 'revoke']) {
    for (const [what, sent, description] of refused) {
      const answer = await post(app, path, { headers: service.headers, ...sent })
      t.equal(answer.statusCode, 400, `${path}: ${what}`)
      t.equal(answer.headers['cache-control'], 'no-store')
      const { error, error_description, ...rest } = answer.json()
      t.strictSame([error, rest], ['invalid_request', {}], what)
      t.match(error_description, description, what)
    }
  }
})

t.test('unknown members are ignored', async (t) => {
  const { app, service } = await startClient(t)
  const body = `token=${mint()}&token_type_hint=saml&client_id=x&__proto__=y&a[b]=c`
  const asked = await post(app, 'introspect', { headers: service.headers, body })
  t.match(asked.json(), { active: true })
  t.equal((await post(app, 'revoke', { type: `${form}; charset=UTF-8`, body })).statusCode, 200)
})

t.test('a body over the limit returns 413', async (t) => {
  const { app, service } = await startClient(t)
  const body = `token=${'a'.repeat(70_000)}`
  const answer = await post(app, 'introspect', { headers: service.headers, body })
  t.strictSame([answer.statusCode, answer.json().code], [413, 'payload-too-large'])
})

t.test('forbidden characters in a description are replaced', async (t) => {
  t.equal(describable('say "é\\\n"'), "say '?'?'")
})
