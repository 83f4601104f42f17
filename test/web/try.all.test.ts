import { execFile } from 'node:child_process'
import type { Page } from 'playwright-core'
import t from 'tap'
import { createUser, logIn } from '../accounts/actors.js'
import { startBrowser } from '../browser.js'
import { mint } from '../helper.js'
import { assertAccessible, goTo, openWebPage, signIn, startService, untilTrue } from './web-page.js'

const browser = await startBrowser(t)

/** Elements of the view. */
const on = (page: Page) => ({
  path: page.getByRole('combobox', { name: 'Path' }),
  method: page.getByLabel('Method'),
  send: page.getByRole('button', { name: 'Send', exact: true }),
  status: page.locator('.status-line'),
  answer: page.getByRole('region', { name: 'Answer' }),
  json: page.getByRole('region', { name: 'JSON' })
})

const openRequest = (page: Page, request: string) =>
  goTo(page, `#/try?${new URLSearchParams({ request })}`)

const waitForStatus = (page: Page, status: number) =>
  on(page)
    .status.getByText(new RegExp(`^${status} `))
    .waitFor()

t.test('signed out, it shows the 401, and sends again after signing in', async (t) => {
  const service = await startService(t)
  const user = await createUser(service.server)
  const { page, assertClean } = await openWebPage(t, browser, service)
  const view = on(page)
  await assertAccessible(t, page, 'the first state')
  await view.send.click()
  await waitForStatus(page, 401)
  t.match(await view.json.textContent(), 'token-missing')
  t.equal(
    await view.answer.getByRole('link', { name: 'Sign up' }).getAttribute('href'),
    '#/account/sign-up'
  )
  await assertAccessible(t, page, 'the 401')
  await view.answer.getByLabel('E-mail address').fill(user.email)
  await view.answer.getByLabel('Password').fill(user.password)
  await view.answer.getByRole('button', { name: 'Sign in' }).click()
  await waitForStatus(page, 200)
  t.match(await view.json.textContent(), 'A New Hope')
  t.match(await view.status.textContent(), /200 OK.*\d+ ms.*\d kB.*application\/json/)
  await view.answer.getByText(/\d+ headers/).click()
  await view.answer.getByText('x-request-id').waitFor()
  await assertAccessible(t, page, 'an answer')
  t.notMatch(decodeURIComponent(page.url()), user.email)
  assertClean()
})

t.test('an answer does not outlast the session of its user', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  const view = on(page)
  const user = await signIn(page, service)
  await openRequest(page, 'GET /users/v1/me')
  await waitForStatus(page, 200)
  t.match(await view.json.textContent(), user.email)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await view.json.waitFor({ state: 'detached' })
  assertClean()
})

t.test('a whole request by keyboard alone', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service)
  await goTo(page, '#/try')
  const view = on(page)
  await view.method.focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('/fil')
  await page.getByRole('option', { name: '/films/v1/ List the films' }).waitFor()
  await assertAccessible(t, page, 'suggestions')
  const take = async (name: string, key: 'Enter' | 'Tab') => {
    const option = page.getByRole('listbox').getByRole('option').filter({ hasText: name }).first()
    await option.waitFor()
    const count = await page.getByRole('listbox').getByRole('option').count()
    for (let i = 0; i < count && (await option.getAttribute('aria-selected')) !== 'true'; i++) {
      await page.keyboard.press('ArrowDown')
    }
    t.equal(
      await view.path.getAttribute('aria-activedescendant'),
      await option.getAttribute('id'),
      `${name} is active`
    )
    await page.keyboard.press(key)
  }
  await take('/films/v1/', 'Enter')
  await take('filter[', 'Tab')
  await take('filter[episode][', 'Enter')
  await take('filter[episode][gte]=', 'Enter')
  await page.keyboard.type('5&sort_o')
  await take('sort_order=', 'Tab')
  await take('desc', 'Enter')
  t.equal(await view.path.inputValue(), '/films/v1/?filter[episode][gte]=5&sort_order=desc')
  await page.keyboard.type('&fi')
  await page.getByRole('option').filter({ hasText: 'fields=' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('listbox').waitFor({ state: 'hidden' })
  for (const _ of '&fi') await page.keyboard.press('Backspace')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await waitForStatus(page, 200)
  t.match(await view.json.textContent(), /Return of the Jedi.*The Empire Strikes Back/)
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Send', 'no keyboard trap')
  assertClean()
})

t.test('follows links, and goes back', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service)
  await openRequest(page, 'GET /films/v1/1?options[characters]=true')
  const view = on(page)
  await view.json.getByRole('link', { name: '"/characters/v1/1"' }).click()
  await view.json.getByText('Luke Skywalker').waitFor()
  t.equal(await view.path.inputValue(), '/characters/v1/1')
  await page.goBack()
  await view.json.getByText('A New Hope').waitFor()
  t.equal(await view.path.inputValue(), '/films/v1/1?options[characters]=true')
  await page.goForward()
  await view.json.getByText('Luke Skywalker').waitFor()

  // What changes something is sent once, and never by its address.
  await view.method.selectOption('POST')
  await view.path.fill('/users/v1/logout?scope=others')
  await view.send.click()
  await view.answer.getByText('POST /users/v1/logout').waitFor()
  await waitForStatus(page, 200)
  t.equal(new URL(page.url()).hash, '#/try')
  await page.goBack()
  await view.json.getByText('Luke Skywalker').waitFor()
  await view.method.selectOption('HEAD')
  await view.send.click()
  await view.answer.getByText('An answer to HEAD has headers only.').waitFor()
  t.match(page.url(), 'request=HEAD')
  assertClean()
})

t.test('a copied curl sends the same request', async (t) => {
  const service = await startService(t)
  const permissions = ['clipboard-read', 'clipboard-write']
  const { page, assertClean } = await openWebPage(t, browser, service, '', { permissions })
  await signIn(page, service)
  await openRequest(page, 'GET /characters/v1/?search=o&filter[height_cm][gt]=1&fields=name,films')
  await waitForStatus(page, 200)
  const copy = async (name: string) => {
    await page.getByRole('button', { name }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const text = (await page.evaluate('navigator.clipboard.readText()')) as string
    await page.getByRole('button', { name }).waitFor()
    return text
  }
  const body = await copy('Copy the body')
  const code = await copy('Copy the code')
  const TOKEN = await copy('Copy the token')
  t.match(code, '$TOKEN')
  t.notMatch(code, TOKEN)
  t.match(JSON.parse(body), { results: [{ name: String }] })
  // The service runs in this process, so that curl must not block it.
  const run = (env: Record<string, string>) =>
    new Promise<string>((resolve, reject) => {
      execFile('bash', ['-c', code], { env: { ...process.env, ...env } }, (error, stdout) =>
        error ? reject(error) : resolve(stdout)
      )
    })
  t.equal(await run({ TOKEN }), body)
  t.match(await run({ TOKEN: 'none' }), 'token-invalid')
  assertClean()
})

t.test('a pasted token is used until it is forgotten, and stored nowhere', async (t) => {
  const service = await startService(t)
  const user = await createUser(service.server)
  const { token } = await logIn(service.server, user)
  const { page, assertClean } = await openWebPage(t, browser, service)
  const view = on(page)
  await openRequest(page, 'GET /films/v1/1')
  await waitForStatus(page, 401)
  const paste = async (text: string) => {
    await view.answer.getByLabel('Access token').fill(text)
    await view.answer.getByRole('button', { name: 'Use this token' }).click()
  }
  await paste(mint('password'))
  await view.json.getByText('"token-invalid"').waitFor()
  await paste(`Bearer ${token}`)
  await waitForStatus(page, 200)
  const stored = await page.evaluate('JSON.stringify([{...sessionStorage}, {...localStorage}])')
  t.equal(stored, '[{},{}]')
  t.notMatch(page.url(), token)
  await page.getByRole('button', { name: 'Forget it' }).click()
  await view.send.click()
  await waitForStatus(page, 401)
  assertClean()
})

t.test('private text stays out of the address', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service, { role: 'admin' })
  await openRequest(page, 'GET /films/v1/1')
  await waitForStatus(page, 200)
  const view = on(page)
  await view.path.fill('/users/v1/?search=rey@example.org')
  await view.send.click()
  await view.answer.getByText('rey@example.org').first().waitFor()
  t.equal(new URL(page.url()).hash, '#/try')
  await view.method.selectOption('POST')
  await view.path.fill('/users/v1/login')
  const body = page.getByLabel('Body')
  await untilTrue(page, `document.querySelector('textarea')?.value.includes('"email"')`)
  t.match(JSON.parse(await body.inputValue()), { email: /@/, password: / / })
  await assertAccessible(t, page, 'a request with a body')
  await view.send.click()
  await view.json.getByText('"credentials-invalid"').waitFor()
  t.equal(new URL(page.url()).hash, '#/try')

  // An address that was made elsewhere sends nothing but GET and HEAD.
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.method()))
  await openRequest(page, 'DELETE /users/v1/me')
  await page.getByRole('heading', { name: 'Examples' }).waitFor()
  t.notOk(sent.includes('DELETE'))
  assertClean()
})

t.test('hostile answers are text', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service)
  const evil = 'https://evil.example/films/v1/1'
  const texts = [
    '<img src=x onerror="globalThis.hacked = 1"><script>globalThis.hacked = 2</script>',
    'javascript:globalThis.hacked=3',
    evil,
    '//evil.example/x',
    '/users/v1/password_change?token=abc'
  ]
  const mark = '<b id="injected">x</b>'
  await page.route('**/films/v1/7', (route) =>
    route.fulfill({ json: { [mark]: texts }, headers: { 'x-mark': mark } })
  )
  await page.route('**/films/v1/8', (route) =>
    route.fulfill({ contentType: 'text/html', body: texts.join('\n') })
  )
  const view = on(page)
  await openRequest(page, 'GET /films/v1/7')
  await view.json.getByText('onerror').waitFor()
  await view.answer.getByText(/\d+ headers/).click()
  const links = await view.json
    .getByRole('link')
    .evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.getAttribute('rel')]))
  t.strictSame(links, [[evil, 'noreferrer']], 'one link, which leads away')
  await openRequest(page, 'GET /films/v1/8')
  await page.getByRole('region', { name: 'Body' }).getByText('onerror').waitFor()
  t.equal(await page.locator('#injected').count(), 0)
  t.equal(await page.evaluate('globalThis.hacked'), undefined)

  // Neither by an address nor by hand does a request leave for elsewhere.
  for (const target of [evil, 'javascript:globalThis.hacked=4']) {
    await openRequest(page, `GET ${target}`)
    await view.answer.getByText('does not send requests to other services').waitFor()
    await openRequest(page, 'GET /films/v1/7')
    await view.json.getByText('onerror').waitFor()
  }
  t.equal(await page.evaluate('globalThis.hacked'), undefined)
  assertClean()
})

t.test('recovers from a 503 and from a lost connection', async (t) => {
  const service = await startService(t)
  const { page, complaints } = await openWebPage(t, browser, service)
  await signIn(page, service)
  const view = on(page)
  const problem = { title: 'Unavailable', status: 503, code: 'service-unavailable' }
  await page.route('**/films/v1/1', (route) =>
    route.fulfill({ status: 503, json: problem, contentType: 'application/problem+json' })
  )
  await openRequest(page, 'GET /films/v1/1')
  await view.answer.getByText('The service cannot answer at the moment').waitFor()
  await assertAccessible(t, page, 'a 503')
  await page.unroute('**/films/v1/1')
  await view.json.getByText('A New Hope').waitFor()

  await page.route('**/films/v1/2', (route) => route.abort('connectionreset'))
  await openRequest(page, 'GET /films/v1/2')
  await view.answer.getByText('The service cannot be reached').waitFor()
  await page.unroute('**/films/v1/2')
  await view.answer.getByRole('button', { name: 'Try again' }).click()
  await view.json.getByText('The Empire Strikes Back').waitFor()
  t.strictSame(
    complaints.filter((one) => !/Failed to load resource/.test(one)),
    []
  )
})

t.test('a rejected token of another kind does not end the session', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service)
  await goTo(page, '#/try')
  const view = on(page)
  await view.method.selectOption('POST')
  await view.path.fill('/users/v1/generate_tokens')
  await view.send.click()
  await view.json.getByText('"token-invalid"').waitFor()
  await openRequest(page, 'GET /films/v1/1')
  await waitForStatus(page, 200)
  t.ok(await page.getByRole('button', { name: 'Sign out' }).isVisible(), 'still signed in')
  assertClean()
})
