import t from 'tap'
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
