import t from 'tap'
import { bearer } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { otherPassword, password, rey, start } from './flows.js'

/** A valid body for each route that reads one. */
const bodies = {
  signup: { email: 'finn@example.org', password },
  'email_verification/resend': { email: 'finn@example.org' },
  password_forgotten: { email: 'finn@example.org' },
  'me/email': { email: 'finn@example.org', password },
  password_change: { password: otherPassword, current_password: password }
} as const
type Path = keyof typeof bodies
const paths = Object.keys(bodies) as Path[]
const isPut = (path: Path) => path === 'password_change'

const wrongTypes: unknown[] = [null, true, 0, 1e308, [], {}, [rey], { $ne: '' }, { toString: 'x' }]

const noAddresses = [
  '',
  'rey',
  '@example.org',
  'rey@',
  'rey@@example.org',
  'rey @example.org',
  ' rey@example.org',
  'rey@example.org\r\nBcc: finn@example.org',
  'rey@example.org\n',
  'rey\r\n@example.org',
  'rey@example.org,finn@example.org',
  'Rey <rey@example.org>',
  'rey@example.org\u0000',
  'rey\u202e@example.org',
  'rey\ud800@example.org',
  'rey\ufffd@example.org',
  'rey@ex\ufffdmple.org',
  `${'r'.repeat(250)}@example.org`,
  'r'.repeat(60_000)
]

/** Valid for the schema, and only text for the database. */
const injections = [
  "'; drop table users; --",
  "' or '1'='1",
  '" or ""="',
  "\\'; select pg_sleep(9); --",
  '%_%',
  '$1 ? :a @b',
  '{{7*7}} <%= 7*7 %> #{7*7}'
]

async function startLoggedIn(t: Parameters<typeof start>[0]) {
  const app = await start(t)
  await app.makeAccount()
  const access = await app.accessOf()
  const send = (path: Path, payload: object | string) =>
    app.server.inject({
      method: isPut(path) ? 'PUT' : 'POST',
      url: `/users/v1/${path}`,
      headers: {
        'content-type': 'application/json',
        ...(/^me|change/.test(path) && bearer(access))
      },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload)
    })
  return { ...app, send }
}

t.test('members of the wrong type and missing members are named', async (t) => {
  const { send } = await startLoggedIn(t)
  for (const path of paths) {
    for (const member of Object.keys(bodies[path])) {
      for (const value of wrongTypes) {
        const answer = await send(path, { ...bodies[path], [member]: value })
        const { errors } = assertProblem(t, answer, 'validation-failed')
        t.match(errors, [{ path: member }], `${path} ${member}: ${JSON.stringify(value)}`)
      }
      const answer = await send(path, { ...bodies[path], [member]: undefined })
      t.match(assertProblem(t, answer, 'validation-failed').detail, member)
    }
    for (const body of ['null', '[]', '1', '"text"', '{}']) {
      assertProblem(t, await send(path, body), 'validation-failed')
    }
  }
})

t.test('unknown members are named, and a sign-up cannot set a role', async (t) => {
  const { server, send } = await startLoggedIn(t)
  const extra = { access_role: 'admin', role: 'admin', user_id: 1, verified_at: 1, constructor: 1 }
  for (const path of paths) {
    for (const [name, value] of Object.entries(extra)) {
      const answer = await send(path, { ...bodies[path], [name]: value })
      const { errors } = assertProblem(t, answer, 'validation-failed')
      t.match(errors, [{ path: name, message: /^unknown; allowed: / }])
    }
    const prototype = JSON.stringify(bodies[path]).replace(
      '{',
      '{"__proto__":{"access_role":"admin"},'
    )
    const { errors } = assertProblem(t, await send(path, prototype), 'validation-failed')
    t.match(errors, [{ path: '__proto__' }])
  }
  const users = await server.db.selectFrom('users').select('access_role').execute()
  t.strictSame(users, [{ access_role: 'basic' }])
})

t.test('an invalid address is rejected, and no mail is sent', async (t) => {
  const { send, mails } = await startLoggedIn(t)
  const before = mails.length
  for (const path of paths.filter((path) => 'email' in bodies[path])) {
    for (const email of noAddresses) {
      const answer = await send(path, { ...bodies[path], email })
      const { errors } = assertProblem(t, answer, 'validation-failed')
      t.match(errors, [{ path: 'email' }], JSON.stringify(email.slice(0, 50)))
    }
  }
  t.equal(mails.length, before)
})

t.test('a body of a megabyte returns 413', async (t) => {
  const { send } = await startLoggedIn(t)
  for (const path of paths) {
    for (const member of Object.keys(bodies[path])) {
      const answer = await send(path, { ...bodies[path], [member]: 'x'.repeat(1_000_000) })
      assertProblem(t, answer, 'payload-too-large')
    }
  }
})

t.test('a password may contain any text, but no lone surrogates', async (t) => {
  const { send, signUp, verify, logIn, lastTokenTo } = await startLoggedIn(t)
  const refused = ['', `half a pair \ud800 of ${password}`]
  for (const path of ['signup', 'password_change'] as const) {
    for (const one of refused) {
      const answer = await send(path, { ...bodies[path], password: one })
      t.match(assertProblem(t, answer, 'validation-failed').errors, [{ path: 'password' }])
    }
    for (const one of [`nul \u0000 in ${password}`, `${password}\r\n`, 'x'.repeat(2000)]) {
      assertProblem(t, await send(path, { ...bodies[path], password: one }), 'password-weak')
    }
  }
  const unusual = 'ｈｙｐｅｒｄｒｉｖｅ ⚡ ünïcödé 銀河の夜明け'
  await signUp('poe@example.org', unusual)
  await verify(lastTokenTo('poe@example.org'))
  t.equal((await logIn('poe@example.org', unusual.normalize('NFKD'))).statusCode, 200)
})

t.test('SQL in any member is treated as text', async (t) => {
  const { server, send, post, sendForm } = await startLoggedIn(t)
  for (const sql of injections) {
    const local = sql.replace(/[\s()<>[\]:;@\\,".]/g, '_')
    for (const path of paths) {
      const text = `${sql} ${password}`
      const email = { ...('email' in bodies[path] && { email: `${local}@example.org` }) }
      const secret =
        path === 'me/email' ? {} : { ...('password' in bodies[path] && { password: text }) }
      const answer = await send(path, {
        ...bodies[path],
        ...email,
        ...secret,
        ...('current_password' in bodies[path] && { current_password: text })
      })
      t.ok([202, 401].includes(answer.statusCode), `${path} ${answer.statusCode} ${sql}`)
    }
    t.equal((await sendForm('email_verification', { token: sql })).statusCode, 401)
    t.equal((await post('email_verification', undefined, encodeURIComponent(sql))).statusCode, 401)
    const page = await server.inject(`/users/v1/password_change?token=${encodeURIComponent(sql)}`)
    t.equal(page.statusCode, 401)
  }
  const users = await server.db.selectFrom('users').select('email').execute()
  t.equal(
    users.length,
    1 + new Set(injections.map((sql) => sql.replace(/[\s()<>[\]:;@\\,".]/g, '_'))).size
  )
})
