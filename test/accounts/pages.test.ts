import t, { type Test } from 'tap'
import { bearer, mint } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { otherPassword, password, rey, start } from './flows.js'

const verification = '/users/v1/email_verification'
const passwordChange = '/users/v1/password_change'

interface Page {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/**
 * Asserts the headers and markup of every page: it allows no script and no other form target, and
 * is not cached.
 */
function assertPage(t: Test, page: Page, status: number, heading: string) {
  t.equal(page.statusCode, status, heading)
  t.match(page.headers, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-request-id': /-/
  })
  t.notOk(page.headers['set-cookie'])
  const policy = String(page.headers['content-security-policy'])
  t.match(policy, /^default-src 'none';style-src 'sha256-[\w+/]{43}=';/)
  t.match(policy, "form-action 'self'")
  t.match(policy, "frame-ancestors 'none'")
  t.notMatch(policy, /unsafe|script-src/)
  t.match(page.body, /^<!doctype html>\n<html lang="en">/)
  t.match(page.body, '<meta name="viewport" content="width=device-width, initial-scale=1">')
  t.match(page.body, `<h1>${heading}</h1>`)
  t.notMatch(page.body, /<script|javascript:|\son\w+=/i)
  for (const [input] of page.body.matchAll(/<input (?!type="hidden")[^>]*>/g)) {
    const id = /id="(\w+)"/.exec(input)?.[1]
    t.match(page.body, `<label for="${id}">`, `${id} has a label`)
    t.match(input, /autocomplete="(username|new-password)"/)
  }
}

/** The fields of the form on the page, filled in as by a browser. */
function fieldsOf(t: Test, { body }: Page, typed: Record<string, string> = {}) {
  t.match(body, '<form method="post" action="?">')
  const names = [...body.matchAll(/<input [^>]*?name="(\w+)"/g)].map(([, name]) => String(name))
  const token = /name="token" value="([^"]*)"/.exec(body)?.[1]
  return Object.fromEntries(
    names.map((name) => [name, name === 'token' ? String(token) : String(typed[name])])
  )
}

t.test('the verification page verifies the address once its form is sent', async (t) => {
  const { server, signUp, sendForm, logIn, lastTokenTo } = await start(t)
  await signUp()
  const url = `${verification}?token=${lastTokenTo(rey)}&utm_source=mail`
  for (let i = 0; i < 3; i++) {
    const head = await server.inject({ method: 'HEAD', url })
    t.equal(head.statusCode, 200)
    t.equal(head.body, '')
    assertPage(t, await server.inject(url), 200, 'Confirm your address')
  }
  const page = await server.inject({ url, headers: { purpose: 'prefetch' } })
  t.match(page.body, `<strong>${rey}</strong>`)
  assertProblem(t, await logIn(), 'email-unverified')

  const fields = fieldsOf(t, page)
  assertPage(t, await sendForm('email_verification?', fields), 200, 'Address confirmed')
  t.equal((await logIn()).statusCode, 200)
  assertPage(t, await sendForm('email_verification', fields), 401, 'This link does not work')
  assertPage(t, await server.inject(url), 401, 'This link does not work')
})

t.test('the password page sets a new password once its form is sent', async (t) => {
  const { server, makeAccount, post, sendForm, logIn, lastTokenTo } = await start(t)
  await makeAccount()
  await post('password_forgotten', { email: rey })
  const url = `${passwordChange}/?token=${lastTokenTo(rey)}`
  await server.inject({ method: 'HEAD', url })
  const page = await server.inject(url)
  assertPage(t, page, 200, 'Choose a new password')
  t.match(page.body, `autocomplete="username" value="${rey}" readonly`)
  t.match(page.body, 'minlength="15"')
  t.notMatch(page.body, 'role="alert"')

  const send = (one: string, again = one) =>
    sendForm('password_change/?', fieldsOf(t, page, { password: one, password_again: again }))
  const different = await send(otherPassword, password)
  assertPage(t, different, 400, 'Choose a new password')
  t.match(different.body, 'role="alert">password_again: must be the same as password<')
  const weak = await send('short')
  assertPage(t, weak, 400, 'Choose a new password')
  t.match(weak.body, 'role="alert">Choose another password: it has 5 characters')
  t.match(weak.body, 'aria-invalid="true" aria-describedby="reason"')
  t.strictSame(
    fieldsOf(t, weak, { password, password_again: password }).token,
    fieldsOf(t, page).token
  )
  t.equal((await logIn()).statusCode, 200, 'the link is not used up')

  assertPage(t, await send(otherPassword), 200, 'Password changed')
  t.equal((await logIn(rey, otherPassword)).statusCode, 200)
  assertPage(t, await send(password), 401, 'This link does not work')
  assertPage(t, await send('short'), 401, 'This link does not work')
  assertPage(t, await send('one', 'other'), 401, 'This link does not work')
  assertPage(t, await server.inject(url), 401, 'This link does not work')
})

t.test('an invalid link returns a page that states the reason', async (t) => {
  const { server } = await start(t)
  const links: [url: string, status: number, text: RegExp][] = [
    ['?token=nonsense', 401, /already used/],
    [`?token=${mint('access')}`, 401, /already used/],
    [`?token=${'x'.repeat(5000)}`, 401, /already used/]
  ]
  for (const [path, kind] of [
    [verification, 'email'],
    [passwordChange, 'password']
  ] as const) {
    const expired: (typeof links)[0] = [`?token=${mint(kind, { exp: 1 })}`, 401, /has expired/]
    const forNobody: (typeof links)[0] = [`?token=${mint(kind)}`, 401, /already used/]
    for (const [query, status, text] of [...links, expired, forNobody]) {
      const page = await server.inject(path + query)
      assertPage(t, page, status, 'This link does not work')
      t.match(page.body, text)
      t.match(page.headers['www-authenticate'], 'invalid_token')
    }
    for (const query of ['', '?token=', '?token=a&token=b']) {
      assertPage(t, await server.inject(path + query), 400, 'Invalid input')
    }
  }
})

t.test('the pages escape user input', async (t) => {
  const { server, signUp, lastTokenTo } = await start(t)
  const email = "rey&'<b>@example.org".replace('<b>', '')
  t.equal((await signUp(email)).statusCode, 202)
  const { body } = await server.inject(`${verification}?token=${lastTokenTo(email)}`)
  t.match(body, 'rey&amp;&#39;@example.org')
  const broken = await server.inject(`${verification}?token=%22%3E%3Cscript%3E`)
  assertPage(t, broken, 401, 'This link does not work')
})

t.test('an invalid form returns an error page', async (t) => {
  const { server, sendForm } = await start(t)
  const forms: [fields: Record<string, string>, status: number, heading: string][] = [
    [{}, 400, 'Invalid input'],
    [{ token: '' }, 400, 'Invalid input'],
    [{ token: 'x', role: 'admin' }, 400, 'Invalid input'],
    [{ token: 'nonsense' }, 401, 'This link does not work'],
    [{ token: mint('access') }, 401, 'This link does not work'],
    [{ token: mint('email') }, 401, 'This link does not work'],
    [{ token: mint('email', { exp: 1 }) }, 401, 'This link does not work'],
    [{ token: 'x'.repeat(70_000) }, 413, 'Body too large']
  ]
  for (const [fields, status, heading] of forms) {
    const sent = Object.keys(fields).length === 0 ? { x: 'y' } : fields
    assertPage(t, await sendForm('email_verification', sent), status, heading)
  }
  const twice = await server.inject({
    method: 'POST',
    url: verification,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    payload: 'token=a&token=b'
  })
  assertPage(t, twice, 400, 'Invalid input')
  const passwords = { token: mint('password'), password, password_again: password }
  assertPage(t, await sendForm('password_change', passwords), 401, 'This link does not work')
})

t.test('clients other than browsers get a problem document', async (t) => {
  const { server, post, verify } = await start(t)
  assertProblem(t, await post('email_verification'), 'token-missing')
  assertProblem(t, await verify('nonsense'), 'token-invalid')
  assertProblem(t, await post('password_change', { password }), 'token-missing')
  const json = await post('password_change', { password }, mint('password'))
  t.match(assertProblem(t, json, 'unsupported-media-type').detail, 'PUT')
  const text = await server.inject({
    method: 'POST',
    url: verification,
    headers: { 'content-type': 'text/plain', ...bearer(mint('email')) },
    payload: 'token=x'
  })
  assertProblem(t, text, 'unsupported-media-type')
})

t.test('an internal error returns a page without its message', async (t) => {
  const { server } = await start(t)
  server.tokens.verify = () => {
    throw new Error('hunter2')
  }
  const page = await server.inject(`${verification}?token=x`)
  assertPage(t, page, 500, 'Internal error')
  t.notMatch(page.body, 'hunter2')
})
