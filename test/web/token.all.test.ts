import t from 'tap'
import { createUser, logIn, logOut } from '../accounts/actors.js'
import { startBrowser } from '../browser.js'
import { claims, forge, secrets } from '../helper.js'
import { assertAccessible, goTo, openWebPage, signIn, startService } from './web-page.js'

const browser = await startBrowser(t)

t.test('the tokens of the session are taken apart, and refreshed', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service)
  await goTo(page, '#/token')
  const summary = page.getByRole('region', { name: 'What it is' })
  t.match(await summary.textContent(), /access.*standard_claim.*JWT_SECRET.*9 h 59 min/)
  const encoded = page.locator('.encoded')
  const old = await encoded.textContent()
  await page.getByRole('button', { name: 'Ask the service' }).click()
  await page.getByText('Alive.').waitFor()
  await assertAccessible(t, page, 'alive')

  await page.getByRole('button', { name: 'Refresh now' }).click()
  await page.getByText('Alive.').waitFor({ state: 'detached' })
  t.not(await encoded.textContent(), old, 'the new token is shown')

  await page.getByLabel('A pasted token').check()
  await page.getByLabel('Token', { exact: true }).fill(String(old))
  await page.getByRole('button', { name: 'Ask the service' }).click()
  await page.getByText('Dead.').waitFor()
  await assertAccessible(t, page, 'dead')

  await page.getByLabel('Refresh token of this session').check()
  await page.getByText('Asking would use it up').waitFor()
  t.match(await summary.textContent(), /refresh_claim/)
  t.match(page.url(), /#\/token\?show=refresh$/)
  assertClean()
})

t.test('an admin asks about a refresh token by introspection', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service, { role: 'admin' })
  const other = await logIn(service.server, await createUser(service.server))
  await goTo(page, '#/token?show=pasted')
  const ask = page.getByRole('button', { name: 'Ask the service' })
  await page.getByLabel('Token', { exact: true }).fill(`Bearer ${other.refresh_token}`)
  await ask.click()
  await page.getByText('Alive.').waitFor()
  await logOut(service.server, other.refresh_token)
  await ask.click()
  await page.getByText('Dead.').waitFor()
  assertClean()
})

t.test('a pasted token leaves no trace, and faults are named', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service, '#/token')
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.resourceType() === 'fetch') sent.push(request.url())
  })
  const field = page.getByLabel('Token', { exact: true })
  for (const [text, fault] of [
    ['hello', 'This has 1 part.'],
    [forge({ alg: 'none' }, claims(), 'x'), 'another algorithm than HS256'],
    [forge({ alg: 'HS256' }, claims('access', { refresh_claim: true }), 'x'), 'More than one']
  ] as const) {
    await field.fill(text)
    await page.getByRole('alert').filter({ hasText: fault }).waitFor()
  }
  await assertAccessible(t, page, 'a token with faults')
  const markup = { access_role: '<img src=x onerror=alert(1)>' }
  await field.fill(forge({ alg: 'HS256' }, claims('email', markup), secrets.email))
  await page.getByText('an email token works once').waitFor()
  t.equal(await page.locator('main img').count(), 0, 'claims are only text')
  t.ok(await page.getByText(markup.access_role).isVisible())
  t.strictSame(sent, [], 'nothing was sent')
  const kept = 'location.href + JSON.stringify([sessionStorage, localStorage, history.state])'
  t.notMatch(await page.evaluate(kept), /eyJ/)
  assertClean()
})
