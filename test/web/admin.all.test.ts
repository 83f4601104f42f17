import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { createUser, disable, logIn, opensFilms, tryLogin, type User } from '../accounts/actors.js'
import { startBrowser } from '../browser.js'
import {
  assertAccessible,
  goTo,
  openWebPage,
  type Service,
  signIn,
  startService
} from './web-page.js'

const browser = await startBrowser(t)

/** The page of an admin who is signed in. */
async function openAdmin(t: Test, options: Parameters<typeof openWebPage>[4] = {}) {
  const service = await startService(t)
  const opened = await openWebPage(t, browser, service, '', options)
  const admin = await signIn(opened.page, service, { email: 'leia@example.org', role: 'admin' })
  return { ...opened, service, admin }
}

const addressesIn = (page: Page) =>
  page.getByRole('region', { name: 'Users' }).getByRole('rowheader').allTextContents()

const say = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text }).waitFor()

async function openUser(page: Page, { id, email }: User) {
  await goTo(page, `#/admin/users/${id}`)
  await page.getByRole('heading', { level: 1, name: email }).waitFor()
  await page.getByRole('region', { name: 'User' }).waitFor()
}

/** Carries out an act on the page of a user. */
async function act(page: Page, label: string, confirm: string) {
  await page.getByRole('button', { name: `${label}…` }).click()
  await page.getByRole('dialog').getByRole('button', { name: confirm, exact: true }).click()
}

const eventTypes = (page: Page) =>
  page
    .getByRole('region', { name: 'Events' })
    .locator('tbody td:nth-child(2) code')
    .allTextContents()

t.test('users are searched, filtered and paged', async (t) => {
  const { page, service, assertClean } = await openAdmin(t)
  for (let i = 0; i < 60; i++) {
    await createUser(service.server, { email: `pilot.${i}@rebels.example`, isVerified: i > 2 })
  }
  await disable(service.server, await createUser(service.server, { email: 'Boba@example.org' }))

  await goTo(page, '#/admin')
  await say(page, 'Page 1: 50 users, and there are more')
  t.match(await page.title(), 'Users · Admin')
  t.match(await addressesIn(page), ['leia@example.org (you)', 'pilot.0@rebels.example'])
  await assertAccessible(t, page, 'users')
  await page.getByRole('button', { name: 'Next' }).click()
  await say(page, 'Page 2: 12 users, the last ones')
  t.match(await addressesIn(page), ['pilot.49@rebels.example'])
  t.match(page.url(), /#\/admin\?after=50$/)
  await page.getByRole('button', { name: 'Previous' }).click()
  await say(page, 'Page 1')
  await page.goBack()
  await say(page, 'Page 2')

  const form = page.getByRole('form', { name: 'Filter the users' })
  await form.getByLabel('Address contains').fill('BOBA@example.org')
  await page.keyboard.press('Enter')
  await say(page, /^1 user$/)
  t.strictSame(await addressesIn(page), ['Boba@example.org'])
  t.notMatch(page.url(), /boba|%40|@/i, 'the address has no e-mail address')
  await page.getByRole('link', { name: 'Boba@example.org' }).click()
  await page.getByRole('heading', { level: 1, name: 'Boba@example.org' }).waitFor()
  t.match(await page.title(), /^User \d+ · Admin/)
  await page.goBack()
  await say(page, /^1 user$/)

  await form.getByRole('button', { name: 'Clear' }).click()
  await say(page, 'Page 1')
  await form.getByLabel('Verified').selectOption('not verified')
  await form.getByRole('button', { name: 'Search' }).click()
  await say(page, /^3 users$/)
  t.match(page.url(), 'verified=false')
  await page.reload()
  await say(page, /^3 users$/)
  t.equal(await form.getByLabel('Verified').inputValue(), 'false', 'the address has the filter')
  await form.getByLabel('Verified').selectOption('All')
  await form.getByLabel('State').selectOption('disabled')
  await form.getByRole('button', { name: 'Search' }).click()
  await say(page, /^1 user$/)
  await form.getByLabel('Role').selectOption('admin')
  await form.getByRole('button', { name: 'Search' }).click()
  await say(page, 'No users match.')
  await assertAccessible(t, page, 'no users')
  assertClean()
})

/** A user who is signed in. */
async function createPilot({ server }: Service, email = 'wedge@example.org') {
  const user = await createUser(server, { email })
  const { token } = await logIn(server, user)
  return { user, isIn: () => opensFilms(server, token) }
}

t.test('an admin promotes, demotes, disables, enables and deletes a user', async (t) => {
  const { page, service, assertClean } = await openAdmin(t)
  const { user, isIn } = await createPilot(service)
  await openUser(page, user)
  await assertAccessible(t, page, 'one user')

  await page.getByRole('button', { name: 'Make admin…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make this user an admin?' })
  t.match(await dialog.textContent(), /wedge@example\.org.*All sessions of the user end/s)
  await assertAccessible(t, page, 'the dialog')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'detached' })
  t.ok(await isIn(), 'nothing happens without confirmation')

  await act(page, 'Make admin', 'Make admin')
  await say(page, 'The user is an admin now.')
  t.notOk(await isIn(), 'the session has ended')
  t.equal(
    await page.evaluate('document.activeElement?.textContent?.includes("an admin now")'),
    true,
    'the focus is at the result'
  )
  await page.getByRole('button', { name: 'Make basic…' }).waitFor()

  const second = await logIn(service.server, user)
  await act(page, 'Make basic', 'Make basic')
  await say(page, 'The user has the role basic now.')
  t.notOk(await opensFilms(service.server, second.token))

  await act(page, 'Disable', 'Disable')
  await say(page, 'The user is disabled.')
  t.equal((await tryLogin(service.server, user)).json().code, 'account-disabled')
  await act(page, 'Enable', 'Enable')
  await say(page, 'The user is enabled')
  const third = await logIn(service.server, user)

  await act(page, 'Delete', 'Delete')
  await say(page, 'The user is deleted.')
  t.notOk(await opensFilms(service.server, third.token))
  await page.getByRole('region', { name: 'Events' }).waitFor()
  await page.getByText('user-deleted').waitFor()
  const ofAccount = (await eventTypes(page)).filter((type) => type !== 'authentication')
  t.strictSame(ofAccount, [
    'user-deleted',
    'login',
    'enabled',
    'login',
    'disabled',
    'role-changed',
    'login',
    'role-changed',
    'login'
  ])
  await assertAccessible(t, page, 'a deleted user')
  assertClean()
})

t.test('the keyboard alone opens, leaves and confirms a dialog', async (t) => {
  const { page, service, assertClean } = await openAdmin(t)
  const { user, isIn } = await createPilot(service)
  await openUser(page, user)
  const button = page.getByRole('button', { name: 'Disable…' })
  const dialog = page.getByRole('dialog')
  await button.focus()
  await page.keyboard.press('Enter')
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  const isFocused = () =>
    button.evaluate((element) => element === element.ownerDocument.activeElement)
  t.ok(await isFocused(), 'the focus returns to the button')
  t.ok(await isIn())

  await page.keyboard.press('Enter')
  await dialog.waitFor()
  const confirm = dialog.getByRole('button', { name: 'Disable' })
  await page.keyboard.press('Tab')
  t.ok(await confirm.evaluate((element) => element.matches(':focus-visible')))
  await page.keyboard.press('Enter')
  await say(page, 'The user is disabled.')
  t.notOk(await isIn())
  assertClean()
})

t.test('what the service refuses is said in words', async (t) => {
  const { page, service, admin, assertClean } = await openAdmin(t)
  await openUser(page, admin)
  await page.getByText('This is your own account.').waitFor()
  await act(page, 'Delete', 'Delete')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('alert').waitFor()
  t.match(await dialog.textContent(), /self-forbidden.*Ask another admin/s)
  await assertAccessible(t, page, 'a refused act')
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  const last = await createUser(service.server, { role: 'admin' })
  // An admin whose address is not verified does not count.
  await service.server.db
    .updateTable('users')
    .set({ verified_at: null })
    .where('id', '=', admin.id)
    .execute()
  await openUser(page, last)
  await act(page, 'Make basic', 'Make basic')
  await dialog.getByRole('alert').waitFor()
  t.match(await dialog.textContent(), /last-admin.*another user an admin first/s)
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await goTo(page, '#/admin/users/4711')
  await page.getByRole('alert').filter({ hasText: 'user-not-found' }).waitFor()
  await page.getByText('No events of this user are kept.').waitFor()
  await assertAccessible(t, page, 'an unknown user')
  await goTo(page, '#/admin/nothing')
  await page.getByRole('heading', { name: 'Not found' }).waitFor()
  assertClean()
})

t.test('events are filtered by type, outcome, user and time', async (t) => {
  const { page, service, admin, assertClean } = await openAdmin(t, { timezoneId: 'Asia/Tokyo' })
  const { user } = await createPilot(service)
  await tryLogin(service.server, { ...user, password: 'wrong' })
  await goTo(page, '#/admin/events')
  await say(page, /^3 events$/)
  await assertAccessible(t, page, 'events')

  const form = page.getByRole('form', { name: 'Filter the events' })
  const show = () => form.getByRole('button', { name: 'Show' }).click()
  await form.getByLabel('Outcome').selectOption('failure')
  await show()
  await say(page, /^1 event$/)
  t.match(await page.getByRole('region', { name: 'Events' }).textContent(), /credentials-invalid/)
  await form.getByLabel('Outcome').selectOption('All')
  await form.getByLabel('User id').fill(String(admin.id))
  await show()
  await say(page, /^1 event$/)
  t.match(page.url(), new RegExp(`user_id=${admin.id}$`))
  await form.getByLabel('User id').fill('rey')
  await show()
  await page.getByRole('alert').filter({ hasText: 'user_id' }).waitFor()
  await form.getByRole('button', { name: 'Clear' }).click()
  await say(page, /^3 events$/)
  t.equal(await form.getByLabel('User id').inputValue(), '')
  await form.getByLabel('Event').selectOption('Logout')
  await show()
  await say(page, 'No events match.')

  await goTo(page, '#/admin/events')
  await form.getByLabel('Since').fill('2126-11-23T21:00')
  await show()
  await say(page, 'No events match.')
  t.equal(
    new URLSearchParams(page.url().split('?')[1]).get('since'),
    '2126-11-23T12:00:00Z',
    'local times are sent as UTC'
  )
  await form.getByLabel('Since').fill('')
  await form.getByLabel('Until').fill('2126-11-23T21:00')
  await show()
  await say(page, /^3 events$/)
  const time = page.getByRole('region', { name: 'Events' }).locator('time').first()
  const iso = await time.getAttribute('title')
  t.match(iso, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  t.match(await time.textContent(), /GMT\+9/, 'shown in local time')
  assertClean()
})

t.test('a basic user gets a sentence, and a signed-out one the form', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service, '#/admin')
  await page.getByRole('form', { name: 'Sign in' }).waitFor()
  await assertAccessible(t, page, 'signed out')
  await signIn(page, service)
  await goTo(page, '#/admin/events')
  await page.getByText('Only admins can see users and events.').waitFor()
  t.equal(await page.getByRole('table').count(), 0)
  t.equal(await page.getByRole('link', { name: 'Admin' }).count(), 0)
  await assertAccessible(t, page, 'a basic user')
  assertClean()
})

const markup = '<img/src=x/onerror=alert(1)>'

t.test('data with markup stay text', async (t) => {
  const { page, service, assertClean } = await openAdmin(t, {
    viewport: { width: 360, height: 800 }
  })
  const hostile = await createUser(service.server, { email: `"${markup}"@example.org` })
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await page.route('**/users/v1/*/events?*', async (route) => {
    const event = {
      id: 1,
      at: '2026-11-23T12:00:00Z',
      type: markup,
      outcome: markup,
      user_id: 1,
      actor_id: null,
      ip: markup,
      request_id: markup,
      detail: { [markup]: markup, user_agent: '<script>alert(2)</script>' }
    }
    await route.fulfill({ json: { results: [event], next: null } })
  })
  await goTo(page, '#/admin')
  await say(page, /^2 users$/)
  t.ok((await addressesIn(page)).join().includes(markup))
  await openUser(page, hostile)
  await page.getByRole('region', { name: 'Events' }).getByText('alert(2)').waitFor()
  await page.getByRole('button', { name: 'Delete…' }).click()
  t.ok((await page.getByRole('dialog').textContent())?.includes(markup))
  t.equal(await page.locator('main img, main script, dialog img').count(), 0)
  t.strictSame(dialogs, [])
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  t.equal(await page.evaluate(overflow), 0, 'nothing is wider than the page')
  assertClean()
})
