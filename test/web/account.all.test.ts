import type { Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { createUser, goodPassword, logIn } from '../accounts/actors.js'
import { startBrowser } from '../browser.js'
import { until } from '../until.js'
import { startWithMails } from './mails.js'
import { assertAccessible, goTo, openWebPage, signIn, signInAs, startService } from './web-page.js'

const browser = await startBrowser(t)
const email = 'rey@example.org'
const newPassword = 'quiet lantern beside the moss'
const phone = { viewport: { width: 360, height: 740 } }

const formOf = (page: Page, name: string) => page.getByRole('form', { name })
const signOutButton = (page: Page) =>
  page.getByRole('banner').getByRole('button', { name: 'Sign out' })

/** Nothing private is in the address, in cookies or in the storage that outlives the tab. */
async function assertNothingLeft(t: Test, page: Page) {
  const kept = await page.evaluate('[location.href, document.cookie, JSON.stringify(localStorage)]')
  t.notMatch(String(kept), /@|%40|eyJ|rainbow|lantern/)
  t.equal((await page.context().cookies()).length, 0)
}

/** Waits until the page asks to sign in, and gives the reason. */
async function assertEnded(t: Test, page: Page, reason: RegExp) {
  const message = page.locator('main').getByText(reason)
  await message.waitFor()
  t.ok(await formOf(page, 'Sign in').isVisible())
}

/** Moves the focus by the Tab key alone. */
async function tabTo(page: Page, target: Locator) {
  const focused = target.and(page.locator(':focus'))
  for (let count = 0; count < 60 && (await focused.count()) === 0; count += 1) {
    await page.keyboard.press('Tab')
  }
  if ((await focused.count()) === 0) throw new Error(`the keyboard cannot reach ${target}`)
}

t.test('a new user signs up and in, by keyboard alone', async (t) => {
  const service = await startWithMails(t)
  const { page, assertClean } = await openWebPage(t, browser, service, '#/account', phone)
  const { keyboard } = page

  await tabTo(page, page.getByRole('link', { name: 'Sign up' }))
  await keyboard.press('Enter')
  const signUp = formOf(page, 'Sign up')
  await tabTo(page, signUp.getByLabel('E-mail address'))
  await keyboard.type(email)
  await tabTo(page, signUp.getByLabel('Password'))
  await keyboard.type('short')
  await tabTo(page, signUp.getByRole('button', { name: 'Show password' }))
  await keyboard.press('Space')
  t.equal(await signUp.getByLabel('Password').getAttribute('type'), 'text')
  await tabTo(page, signUp.getByRole('button', { name: 'Sign up' }))
  await keyboard.press('Enter')
  t.match(await signUp.getByRole('alert').textContent(), /it has 5 characters; at least 15/)
  t.match(await signUp.textContent(), /At least 15 characters\./, 'the hint has learnt the length')
  await assertAccessible(t, page, 'a weak password')

  await keyboard.press('Shift+Tab')
  await keyboard.press('Shift+Tab')
  await keyboard.press('ControlOrMeta+a')
  await keyboard.type(goodPassword)
  await keyboard.press('Enter')
  const sent = page.getByRole('status').filter({ hasText: 'Almost done' })
  await sent.waitFor()
  t.match(await sent.textContent(), /outbox/, 'it says where the link is')
  await assertAccessible(t, page, 'signed up')

  await tabTo(page, page.locator('main').getByRole('link', { name: 'Sign in' }).last())
  await keyboard.press('Enter')
  const signInForm = formOf(page, 'Sign in')
  t.equal(await signInForm.getByLabel('E-mail address').inputValue(), email)
  await tabTo(page, signInForm.getByLabel('Password'))
  await keyboard.type(goodPassword)
  await keyboard.press('Enter')
  const refusal = signInForm.getByRole('alert')
  await refusal.waitFor()
  t.match(await refusal.textContent(), /email-unverified/)
  t.ok(await signInForm.getByRole('link', { name: 'Resend the verification' }).isVisible())

  const link = await service.nextLink(email)
  const { page: mail } = await openWebPage(t, browser, service, '')
  await mail.goto(link)
  await mail.getByRole('button', { name: 'Yes, confirm this address' }).click()
  await mail.getByRole('heading', { name: 'Address confirmed' }).waitFor()

  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Sessions' }).waitFor()
  await page.getByRole('row').filter({ hasText: 'this one' }).waitFor()
  t.match(await page.locator('main').textContent(), email)
  await assertAccessible(t, page, 'signed in')
  await assertNothingLeft(t, page)

  await tabTo(page, page.getByRole('button', { name: 'Sign out here' }))
  await keyboard.press('Enter')
  await assertEnded(t, page, /You have signed out/)
  await assertAccessible(t, page, 'signed out')
  assertClean()
})

t.test('a takeover ends the session of the other browser, which says so', async (t) => {
  const service = await startService(t)
  const { page: first, assertClean: firstIsClean } = await openWebPage(t, browser, service)
  const user = await signIn(first, service)
  const { page, assertClean } = await openWebPage(t, browser, service, '#/account')
  const form = formOf(page, 'Sign in')
  await form.getByLabel('E-mail address').fill(user.email)
  await form.getByLabel('Password').fill('wrong')
  await form.getByRole('button', { name: 'Sign in' }).click()
  await form.getByText('credentials-invalid').waitFor()
  await assertAccessible(t, page, 'wrong password')
  await form.getByLabel('Password').fill(user.password)
  await form.getByRole('button', { name: 'Sign in' }).click()
  const takeover = form.getByRole('button', { name: 'End the other session and sign in' })
  await takeover.waitFor()
  await assertAccessible(t, page, 'already signed in')
  await takeover.click()
  await signOutButton(page).waitFor()

  await first.getByRole('button', { name: 'Reload the list' }).click()
  await assertEnded(t, first, /taken over, or revoked/)
  assertClean()
  firstIsClean()
})

t.test('sessions are listed and ended: one, the others, all', async (t) => {
  const service = await startService(t, { env: { SESSIONS: 'multiple' } })
  const { server } = service
  const { page, assertClean } = await openWebPage(t, browser, service)
  const user = await createUser(server)
  await logIn(server, user)
  await signInAs(page, user)
  const rows = page.getByRole('table').getByRole('row')
  await until(async () => (await rows.count()) === 3)
  const own = rows.filter({ hasText: 'this one' })
  t.match(await own.textContent(), /Chrome .* on Linux .*127\.0\.0\.1/)

  const other = rows.filter({ hasNotText: /this one|Device/ })
  await other.getByRole('button', { name: 'End' }).click()
  await page.getByText('The session has ended.').waitFor()
  await until(async () => (await rows.count()) === 2)

  await logIn(server, user)
  await logIn(server, user)
  await page.getByRole('button', { name: 'Reload the list' }).click()
  await until(async () => (await rows.count()) === 4)
  await page.getByRole('button', { name: 'Sign out the others' }).click()
  await until(async () => (await rows.count()) === 2)
  t.equal(await own.count(), 1)

  await logIn(server, user)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await assertEnded(t, page, /signed out on every device/)
  const sessions = server.db.selectFrom('sessions').select('sid').where('ended_at', 'is', null)
  t.strictSame(await sessions.execute(), [])
  assertClean()
})

t.test('the password and the address are changed', async (t) => {
  const service = await startWithMails(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  const user = await signIn(page, service)

  const address = formOf(page, 'Change the address')
  await address.getByLabel('New e-mail address').fill('finn@example.org')
  await address.getByLabel('Password').fill(user.password)
  await address.getByRole('button', { name: 'Change the address' }).click()
  await page.getByText('A mail to finn@example.org is on its way').waitFor()
  await assertAccessible(t, page, 'another address is asked for')
  const { page: mail } = await openWebPage(t, browser, service)
  await mail.goto(await service.nextLink('finn@example.org'))
  await mail.getByRole('button', { name: 'Yes, confirm this address' }).click()
  await mail.getByRole('heading', { name: 'Address confirmed' }).waitFor()

  const form = formOf(page, 'Change the password')
  await form.getByLabel('Current password').fill('wrong')
  await form.getByLabel('New password').fill(newPassword)
  const submit = form.getByRole('button', { name: 'Change the password' })
  await submit.click()
  await form.getByText('credentials-invalid').waitFor()
  t.ok(await signOutButton(page).isVisible(), 'a wrong password does not end the session')
  await form.getByLabel('Current password').fill(user.password)
  await submit.click()
  await assertEnded(t, page, /Your password has changed/)
  await assertNothingLeft(t, page)
  await signInAs(page, { email: 'finn@example.org', password: newPassword })
  assertClean()
})

t.test('a forgotten password, and a mail that got lost', async (t) => {
  const service = await startWithMails(t)
  const user = await createUser(service.server, { email })
  const pending = await createUser(service.server, { email: 'poe@example.org', isVerified: false })
  const { page, assertClean } = await openWebPage(t, browser, service, '#/account/forgot')
  await assertAccessible(t, page, 'forgot the password')
  const forgot = formOf(page, 'Forgot the password')
  await forgot.getByLabel('E-mail address').fill(user.email)
  await forgot.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('a mail with a link is on its way').waitFor()
  t.match(await service.nextLink(user.email), '/password_change?token=')

  await goTo(page, '#/account/resend')
  await assertAccessible(t, page, 'resend the verification')
  const resend = formOf(page, 'Resend the verification')
  await resend.getByLabel('E-mail address').fill(pending.email)
  await resend.getByRole('button', { name: 'Send it again' }).click()
  await page.getByText('a new mail is on its way').waitFor()
  t.match(await service.nextLink(pending.email), '/email_verification?token=')
  await assertNothingLeft(t, page)
  assertClean()
})

t.test('an account is deleted after the password and a confirmation', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service, '', phone)
  const user = await signIn(page, service)
  const open = page.getByRole('button', { name: 'Delete the account…' })
  const dialog = page.getByRole('dialog', { name: 'Delete the account?' })
  await open.click()
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await open.click()
  await assertAccessible(t, page, 'before the account is deleted')
  await dialog.getByLabel('Your password').fill(user.password)
  const remove = dialog.getByRole('button', { name: 'Delete it for ever' })
  await remove.click()
  t.ok(await dialog.isVisible(), 'the confirmation is required')
  await dialog.getByRole('checkbox').check()
  await remove.click()
  await assertEnded(t, page, /Your account is deleted/)
  assertClean()
})
