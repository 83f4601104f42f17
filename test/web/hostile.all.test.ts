import t from 'tap'
import { createUser } from '../accounts/actors.js'
import { startBrowser } from '../browser.js'
import { goTo, openWebPage, signIn, startService } from './web-page.js'

const browser = await startBrowser(t)

t.test('views with the names of built-in members do not exist', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  for (const name of ['constructor', '__proto__', 'toString']) {
    await goTo(page, '#/try')
    await page.getByRole('heading', { name: 'Try it' }).waitFor()
    await goTo(page, `#/${name}`)
    await page.getByRole('heading', { name: 'Not found' }).waitFor()
  }
  assertClean()
})

t.test('deep and wide answers are shown, and open by hand', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service)
  let wide: unknown = 1
  for (let level = 0; level < 6; level++) {
    wide = Object.fromEntries([...'abcdef'].map((name) => [name, wide]))
  }
  const bodies = {
    deep: `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    wide: JSON.stringify(wide)
  }
  const json = page.getByRole('region', { name: 'JSON' })
  for (const [name, body] of Object.entries(bodies)) {
    await page.route(`**/films/v1/?${name}`, (route) =>
      route.fulfill({ contentType: 'application/json', body })
    )
    await goTo(page, `#/try?${new URLSearchParams({ request: `GET /films/v1/?${name}` })}`)
    await page.locator('.sent-request').getByText(name).waitFor()
    const closed = json.locator('[aria-expanded=false]')
    await closed.first().waitFor()
    const rows = await json.getByRole('listitem').count()
    t.ok(rows > 5 && rows < 3000, `${name}: ${rows} lines`)
    await closed.first().click()
    t.ok((await json.getByRole('listitem').count()) > rows, 'opens')
  }
  assertClean()
})

t.test('a problem document of a proxy is shown', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service, '#/account')
  const json = { title: 'Refused by the gateway', errors: { email: ['bad'] }, instance: 5 }
  await page.route('**/users/v1/login', (route) => route.fulfill({ status: 400, json }))
  const form = page.getByRole('form', { name: 'Sign in' })
  await form.getByLabel('E-mail address').fill('a@b.example')
  await form.getByLabel('Password').fill('x')
  await form.getByRole('button', { name: 'Sign in' }).click()
  await form.getByText('Refused by the gateway').waitFor()
  assertClean()
})

t.test('a rejection by a peer alone does not end the session', async (t) => {
  const peer = 'http://localhost:9'
  const service = await startService(t, { env: { WEB_PEERS: peer } })
  const { page, assertClean } = await openWebPage(t, browser, service, '', { peers: [peer] })
  await signIn(page, service)
  let status = 200
  await page.route(`${peer}/**`, (route) =>
    route.fulfill({
      status,
      json: { code: 'token-invalid' },
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
    })
  )
  await goTo(page, '#/watch')
  await page.getByRole('button', { name: 'Start watching' }).click()
  const row = page.getByRole('row', { name: new RegExp(`^${peer}`) })
  await row
    .getByRole('cell', { name: /^[1-9]\d*$/ })
    .nth(1)
    .waitFor()
  status = 401
  await page
    .getByText(/sent after the first rejection arrived were let through/)
    .first()
    .waitFor()
  await page.locator('.notice').filter({ hasText: 'stopped by itself' }).waitFor()
  t.ok(await page.getByRole('button', { name: 'Sign out' }).isVisible(), 'still signed in')
  assertClean()
})

t.test('a redirect of a proxy is not taken for an accepted token', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service)
  await page.route('**/films/v1/schema', (route) =>
    route.fulfill({ status: 302, headers: { location: '/healthz' } })
  )
  await goTo(page, '#/watch')
  await page.getByRole('button', { name: 'Start watching' }).click()
  await page.getByText('No answer: the service may be restarting').waitFor()
  const row = page.getByRole('row', { name: service.origin })
  t.match(await row.getByRole('cell').allTextContents(), [/^[1-9]/, '0', '0', '0', /^[1-9]/])
  assertClean()
})

t.test('the focus stays near what disappears', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  const untilFocusIn = (selector: string) => page.locator(`${selector}:focus`).waitFor()
  const { email, password } = await createUser(service.server)
  await goTo(page, '#/try?request=GET%20/films/v1/1')
  const answer = page.getByRole('region', { name: 'Answer' })
  await answer.getByLabel('E-mail address').fill(email)
  await answer.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'JSON' }).getByText('A New Hope').waitFor()
  // The form is gone.
  await untilFocusIn('main *')

  await goTo(page, '#/watch')
  // The new view takes the focus.
  await untilFocusIn('main')
  await page.getByRole('button', { name: 'Start watching' }).focus()
  await page.keyboard.press('Enter')
  // The button is gone.
  await untilFocusIn('.panel:has(button)')
  await page.keyboard.press('Tab')
  await page
    .getByRole('row')
    .getByRole('cell', { name: /^[1-9]/ })
    .nth(1)
    .waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.notice').filter({ hasText: 'stopped by itself' }).waitFor()
  // The button was disabled, and is gone.
  await untilFocusIn('section[aria-labelledby="watch-result"]')
  assertClean()
})
