import t from 'tap'
import { createUser, goodPassword, logIn } from '../accounts/actors.js'
import { clientOf } from '../clients/client-app.js'
import { bearer, build, mint } from '../helper.js'
import { assertProblem } from './assert-problem.js'
import { collectRoutes, exampleOf } from './collect-routes.js'

const formType = 'application/x-www-form-urlencoded'

/** Bytes that are not UTF-8, each as Latin-1 characters. */
const malformed = {
  'Latin-1': '\xe9',
  'half a character': '\xc3',
  'an overlong NUL': '\xc0\x80',
  'half a surrogate pair': '\xed\xa0\x80',
  'more than Unicode': '\xf4\x90\x80\x80',
  'a stray byte': '\x80'
}
const percentEncoded = (bytes: string) =>
  [...Buffer.from(bytes, 'latin1')].map((byte) => `%${byte.toString(16)}`).join('')
const badEscapes = [
  '%',
  '%2',
  '%zz',
  '%%',
  '%u00e9',
  ...Object.values(malformed).map(percentEncoded)
]

const app = await build(t, { env: { SESSIONS: 'multiple' } })
const { routes } = await collectRoutes(t)
const admin = await createUser(app, { role: 'admin' })
const { token } = await logIn(app, admin)
const service = await clientOf(app)

type Properties = Readonly<Record<string, unknown>>
interface Body {
  readonly properties?: Properties
  readonly content?: Readonly<
    Record<string, { readonly schema: { readonly properties: Properties } }>
  >
}

const targets = routes.flatMap(({ method, url, schema, config }) =>
  [method].flat().map((name) => {
    const body = (schema?.body ?? {}) as Body
    const { properties = body.content?.[formType]?.schema.properties ?? {} } = body
    const takesForm = config?.takesForm === true
    const [kind = 'access'] = config?.tokenKinds ?? []
    const headers: Record<string, string> = url.startsWith('/tokens/')
      ? service.headers
      : bearer(kind === 'access' ? token : mint(kind))
    return {
      method: name as 'POST' | 'HEAD',
      url: exampleOf(url),
      members: Object.keys(properties),
      takesForm,
      headers
    }
  })
)
const withBody = targets.filter(({ method }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method))

/** Documents in which one value or one name is not UTF-8. */
const documents = (members: readonly string[], bytes: string) => [
  ...members.map((member) => `{"${member}":"a${bytes}@example.org"}`),
  `{"${bytes}":1}`,
  `"${bytes}"`,
  bytes
]

t.test('every route rejects JSON that is not UTF-8', async (t) => {
  t.ok(withBody.length > 15)
  for (const { method, url, members, headers } of withBody) {
    if (url.startsWith('/tokens/')) continue
    const [latin1, ...others] = Object.values(malformed) as [string, ...string[]]
    const texts = documents(members, latin1)
    for (const text of [...texts, ...others.map((bytes) => `{"email":"${bytes}"}`)]) {
      const answer = await app.inject({
        method,
        url,
        headers: { ...headers, 'content-type': 'application/json' },
        payload: Buffer.from(text, 'latin1')
      })
      const { detail } = assertProblem(t, answer, 'json-unreadable')
      t.equal(detail, 'The body is not well-formed UTF-8', `${method} ${url}`)
    }
  }
})

t.test(
  'every route rejects a form that is not UTF-8 or has invalid percent-encoding',
  async (t) => {
    const forms = withBody.filter(({ takesForm }) => takesForm)
    t.equal(forms.length, 4)
    for (const { method, url, members, headers } of forms) {
      t.ok(members.length > 0)
      for (const bytes of [...Object.values(malformed), ...badEscapes]) {
        const bodies = [...members.map((member) => `${member}=a${bytes}`), `${bytes}=1`, bytes]
        for (const text of bodies) {
          const { statusCode, body } = await app.inject({
            method,
            url,
            headers: { ...headers, 'content-type': formType },
            payload: Buffer.from(text, 'latin1')
          })
          t.equal(statusCode, 400, `${url} ${text}`)
          t.match(
            body,
            url.startsWith('/tokens/') ? '"error":"invalid_request"' : '<!doctype html>'
          )
          t.match(body, /well-formed UTF-8|malformed percent-encoding/, text)
        }
      }
    }
  }
)

t.test('every route rejects a path or query with invalid percent-encoding', async (t) => {
  for (const { method, url, headers } of targets) {
    const odd = [`${url}%zz`, `${url}?%e9=1`, `${url}?a=%`, `${url}?a=1&search=luke%20sky%`]
    for (const target of odd) {
      const answer = await app.inject({ method, url: target, headers })
      t.equal(answer.statusCode, 400, `${method} ${target}`)
      if (method === 'HEAD' || /^.users.v1.(?:email_verif|password_ch)/.test(url)) continue
      assertProblem(t, answer, 'url-invalid')
    }
  }
  for (const text of badEscapes) {
    for (const url of [`/characters/v1/?search=${text}`, `/characters/v1/${text}`]) {
      assertProblem(t, await app.inject({ url, headers: bearer(token) }), 'url-invalid')
    }
  }
})

t.test('passwords that are not UTF-8 are rejected, not mapped to one password', async (t) => {
  const body = (password: string) =>
    Buffer.from(`{"email":"finn@example.org","password":"${password}"}`, 'latin1')
  const post = (path: string, payload: Buffer) =>
    app.inject({
      method: 'POST',
      url: `/users/v1/${path}`,
      headers: { 'content-type': 'application/json' },
      payload
    })
  const signUp = await post('signup', body('correct horse b\xe9ttery stapl\xe9 zq'))
  assertProblem(t, signUp, 'json-unreadable')
  const logIn = await post('login', body('correct horse b\xf6ttery stapl\xfc zq'))
  assertProblem(t, logIn, 'json-unreadable')
  const users = await app.db.selectFrom('users').selectAll().execute()
  t.strictSame(
    users.map(({ email }) => email),
    [admin.email],
    'no user was stored'
  )
})

t.test('well-formed text is read unchanged', async (t) => {
  const ask = async (url: string) =>
    (await app.inject({ url, headers: bearer(token) })).json().count
  t.equal(await ask('/characters/v1/?search=luke%20sky'), 1)
  t.equal(await ask('/characters/v1/?search=luke+sky'), 1)
  t.equal(await ask('/characters/v1/?search=padm%C3%A9'), 1)
  t.equal(await ask('/characters/v1/?search=%25'), 0)
  for (const password of [`${goodPassword} é`, `${goodPassword} 🦊`, `${goodPassword} \ufffd`]) {
    const answer = await app.inject({
      method: 'POST',
      url: '/users/v1/signup',
      payload: { email: 'poe@example.org', password }
    })
    t.equal(answer.statusCode, 202, password)
  }
})
