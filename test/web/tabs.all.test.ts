import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { logOut } from '../accounts/actors.js'
import { startBrowser } from '../browser.js'
import { until } from '../until.js'
import { goTo, openWebPage, type Service, signIn, startService } from './web-page.js'

const browser = await startBrowser(t)

const signOutButton = (page: Page) =>
  page.getByRole('banner').getByRole('button', { name: 'Sign out' })

const tokensOf = (page: Page): Promise<{ token: string; refresh_token: string } | null> =>
  page.evaluate("JSON.parse(sessionStorage.getItem('starwars-api') ?? 'null')")

/** A service whose clock the test moves, and which counts its refreshes. */
async function startWithClock(t: Test) {
  const time = { passed: 0 }
  const counts = { refreshed: 0, rejected: 0 }
  const service = await startService(t, {
    env: { REFRESH_GRACE_SECONDS: '10', JWT_ACCESS_HOURS: '1' },
    clock: () => Date.now() / 1000 + time.passed,
    first(server) {
      server.addHook('onResponse', async ({ url }, { statusCode }) => {
        if (!url.startsWith('/users/v1/generate_tokens')) return
        counts[statusCode === 200 ? 'refreshed' : 'rejected'] += 1
      })
    }
  })
  return { ...service, time, counts }
}

/** Opens one more tab: an empty one, or a duplicate with the same sessionStorage. */
async function openTab(page: Page, hash: string, { isDuplicate = false } = {}): Promise<Page> {
  const context = page.context()
  const stored = JSON.stringify(await tokensOf(page))
  const tab = await context.newPage()
  if (isDuplicate) {
    await tab.addInitScript(`sessionStorage.setItem('starwars-api', ${JSON.stringify(stored)})`)
  }
  await tab.goto(new URL(hash, page.url()).href)
  return tab
}

/** Sends requests as the account view does, and waits until its list is there again. */
async function reload(page: Page) {
  const answer = page.waitForResponse(
    (response) => response.url().endsWith('/me/sessions') && response.status() === 200
  )
  await page.getByRole('button', { name: 'Reload the list' }).click()
  await answer
}

async function start(t: Test, service: Service) {
  const { page, assertClean } = await openWebPage(t, browser, service)
  const user = await signIn(page, service)
  await page.getByRole('row').filter({ hasText: 'this one' }).waitFor()
  return { page, user, assertClean }
}

t.test('a new tab gets the session of an open one, and signs out with it', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await start(t, service)
  const tab = await openTab(page, '#/account')
  await signOutButton(tab).waitFor()
  t.strictSame(await tokensOf(tab), await tokensOf(page))

  await signOutButton(tab).click()
  await page.locator('main').getByText('You have signed out').waitFor()
  t.equal(await tokensOf(page), null)
  t.equal(await tokensOf(tab), null)
  assertClean()
})

t.test('a duplicated tab and its original both refresh after the grace', async (t) => {
  const service = await startWithClock(t)
  const { page, assertClean } = await start(t, service)
  const tab = await openTab(page, '#/account', { isDuplicate: true })
  await tab.getByRole('row').filter({ hasText: 'this one' }).waitFor()

  service.time.passed += 3601
  await reload(page)
  t.equal(service.counts.refreshed, 1)
  // The first refresh token is older than the grace now: its use would end the session.
  service.time.passed += 60
  await reload(tab)
  t.equal(service.counts.refreshed, 1, 'the duplicate has the new pair')
  service.time.passed += 3601
  await reload(tab)
  service.time.passed += 60
  await reload(page)
  t.strictSame(service.counts, { refreshed: 2, rejected: 0 })
  t.strictSame(await tokensOf(tab), await tokensOf(page))
  assertClean()
})

/** How many requests each of two tabs makes at once. */
const each = 8

t.test('many requests with an expired token in two tabs cause one refresh', async (t) => {
  const service = await startWithClock(t)
  const { page, assertClean } = await start(t, service)
  const tab = await openTab(page, '#/account')
  await tab.getByRole('row').filter({ hasText: 'this one' }).waitFor()
  for (const expiry of [1, 2]) {
    service.time.passed += 3601
    const statuses: number[] = []
    const held: (() => Promise<void>)[] = []
    let isOpen = false
    for (const one of [page, tab]) {
      one.on('response', (response) => {
        if (response.url().endsWith('/me/sessions')) statuses.push(response.status())
      })
      // All requests have the old token, because none leaves before the last one is made.
      await one.route('**/me/sessions', async (route) => {
        if (isOpen) await route.continue()
        else held.push(() => route.continue())
      })
      for (let count = 0; count < each; count += 1) {
        const before = held.length
        await one.getByRole('button', { name: 'Reload the list' }).click()
        await until(() => held.length > before)
      }
    }
    isOpen = true
    await Promise.all(held.map((release) => release()))
    await until(() => statuses.length >= 4 * each)
    const count = (status: number) => statuses.filter((one) => one === status).length
    t.strictSame(
      { held: held.length, 401: count(401), 200: count(200) },
      { held: 2 * each, 401: 2 * each, 200: 2 * each }
    )
    t.equal(service.counts.refreshed, expiry, `expiry ${expiry}`)
    for (const one of [page, tab]) {
      await one.unroute('**/me/sessions')
      one.removeAllListeners('response')
    }
  }
  t.equal(service.counts.rejected, 0)
  assertClean()
})

t.test('a session that is revoked elsewhere leads to signing in, in all tabs', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await start(t, service)
  const tab = await openTab(page, '#/account')
  await signOutButton(tab).waitFor()
  const { token } = (await tokensOf(page)) ?? { token: '' }
  t.equal((await logOut(service.server, token)).statusCode, 200)

  await page.getByRole('button', { name: 'Reload the list' }).click()
  for (const one of [page, tab]) {
    await one.locator('main').getByText('taken over, or revoked').waitFor()
    t.ok(await one.getByRole('form', { name: 'Sign in' }).isVisible())
    t.equal(await tokensOf(one), null)
  }
  assertClean()
})

t.test('a tab that was closed and restored with old tokens takes over the new ones', async (t) => {
  const service = await startWithClock(t)
  const { page, assertClean } = await start(t, service)
  const old = JSON.stringify(await tokensOf(page))
  service.time.passed += 3601
  await reload(page)
  service.time.passed += 60
  const tab = await page.context().newPage()
  await tab.addInitScript(`sessionStorage.setItem('starwars-api', ${JSON.stringify(old)})`)
  await tab.goto(page.url())
  await tab.getByRole('row').filter({ hasText: 'this one' }).waitFor()
  t.strictSame(await tokensOf(tab), await tokensOf(page))
  t.strictSame(service.counts, { refreshed: 1, rejected: 0 })
  await goTo(tab, '#/token')
  await tab.getByRole('heading', { name: 'Payload' }).waitFor()
  assertClean()
})
