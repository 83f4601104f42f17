import type { Page } from 'playwright-core'
import t from 'tap'
import { createUser } from '../accounts/actors.js'
import { openPage, startBrowser } from '../browser.js'
import { freePort } from '../free-port.js'
import { build, temporaryDirectory } from '../helper.js'
import { startUnderPath } from '../server/under-path.js'
import {
  goTo,
  openWebPage,
  signIn,
  signInAs,
  startService,
  untilTrue,
  webFiles
} from './web-page.js'

const browser = await startBrowser(t)

const views = [
  ['try', 'Try it'],
  ['browse', 'Browse'],
  ['account', 'Account'],
  ['token', 'Token'],
  ['watch', 'Watch it die'],
  ['admin', 'Admin']
] as const

const linkTo = (page: Page, title: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: title })

/** Waits until an element has the focus. */
const waitForFocus = (page: Page, selector: string) =>
  untilTrue(page, `document.activeElement?.matches('${selector}')`)

const title = (page: Page, text: string) => untilTrue(page, `document.title.includes('${text}')`)

t.test('each view has its address, title and link, also by back and forward', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await title(page, 'Try it')
  t.equal(await page.evaluate('document.activeElement === document.body'), true)

  await page.keyboard.press('Tab')
  const skip = page.getByRole('button', { name: 'Skip to the content' })
  await waitForFocus(page, '.skip')
  t.ok((await skip.boundingBox())?.y ?? -1 >= 0, 'the skip button is in view')
  await page.keyboard.press('Enter')
  await waitForFocus(page, 'main')

  for (const [name, text] of views.slice(0, -1)) {
    await linkTo(page, text).focus()
    await page.keyboard.press('Enter')
    await title(page, text)
    t.equal(new URL(page.url()).hash, `#/${name}`)
    t.equal(await linkTo(page, text).getAttribute('aria-current'), 'page')
    t.equal(await page.locator('[aria-label="Views"] [aria-current]').count(), 1)
    if (name !== 'try') await waitForFocus(page, 'main')
  }
  t.equal(await linkTo(page, 'Admin').count(), 0, 'only admins see the view Admin')
  await page.goBack()
  await title(page, 'Token')
  await waitForFocus(page, 'main')
  await page.goBack()
  await title(page, 'Account')
  await page.goForward()
  await title(page, 'Token')

  await goTo(page, '#/kessel')
  await page.getByRole('heading', { level: 1, name: 'Not found' }).waitFor()
  await title(page, 'Not found')
  t.equal(await page.locator('[aria-label="Views"] [aria-current]').count(), 0)
  assertClean()
})

t.test('a service that is away and a lost connection are tried again', async (t) => {
  const service = await startService(t)
  const { page, complaints } = await openWebPage(t, browser, service)
  const problem = { title: 'Service Unavailable', status: 503, code: 'service-unavailable' }
  let refusals = 2
  await page.route('**/users/v1/me', async (route) => {
    if (refusals-- > 0) {
      const contentType = 'application/problem+json'
      await route.fulfill({ status: 503, contentType, body: JSON.stringify(problem) })
    } else await route.fallback()
  })
  const { email } = await signIn(page, service, { role: 'admin' })
  await page.locator('.who').filter({ hasText: email }).waitFor()
  t.ok(refusals < 0, 'asked until it answered')

  await page.context().setOffline(true)
  await goTo(page, '#/admin')
  await page.getByText('The service cannot be reached').waitFor()
  await page.getByText('Trying again').waitFor()
  await page.context().setOffline(false)
  await page.getByRole('region', { name: 'Users' }).waitFor()
  t.equal(await page.getByText('The service cannot be reached').count(), 0)
  const others = complaints.filter((one) => !/Failed to load resource/.test(one))
  t.strictSame(others, [], 'the browser reports the failures, and nothing else')
})

t.test('a page that was opened before a restart goes on after it', async (t) => {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = { DATA_DIR: temporaryDirectory(t) }
  const start = async () => {
    const server = await build(t, { env, webFiles })
    await server.listen({ host: '127.0.0.1', port })
    return server
  }
  const first = await start()
  const { page, complaints } = await openWebPage(t, browser, { origin })
  await signIn(page, { server: first, port, origin }, { email: 'leia@example.org', role: 'admin' })
  await first.close()
  await goTo(page, '#/admin')
  await page.getByText('The service cannot be reached').waitFor()
  await start()
  await page.getByRole('rowheader', { name: 'leia@example.org (you)' }).waitFor()
  await page.reload()
  await page.getByRole('rowheader', { name: 'leia@example.org (you)' }).waitFor()
  const others = complaints.filter((one) => !/Failed to load resource/.test(one))
  t.strictSame(others, [], 'the browser reports the failures, and nothing else')
})

t.test('under a path of a proxy, the page works', async (t) => {
  const { base, server } = await startUnderPath(t, { webFiles })
  const { origin } = new URL(base)
  const { page, assertClean } = await openWebPage(t, browser, { origin }, 'starwars/')
  const admin = await createUser(server, { role: 'admin' })
  await signInAs(page, admin)
  t.equal(page.url(), `${base}/#/account`)
  await linkTo(page, 'Admin').click()
  await page.getByRole('rowheader', { name: admin.email }).waitFor()
  await page.reload()
  await page.getByRole('rowheader', { name: admin.email }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor()
  assertClean()
})

t.test('a navigation gets the page, curl and scripts get JSON', async (t) => {
  const { origin } = await startService(t)
  const { page, complaints } = await openPage(t, browser)
  const answer = await page.goto(origin)
  t.equal(answer?.status(), 200)
  t.match(await answer?.headerValue('content-type'), 'text/html')
  t.match(await answer?.headerValue('content-security-policy'), "script-src 'self'")
  const fetched = (await page.evaluate('fetch("./").then((one) => one.json())')) as object
  t.match(fetched, { name: 'starwars-api' })
  const headers = { accept: '*/*', 'user-agent': 'curl/8.5.0' }
  t.match(await (await fetch(origin, { headers })).json(), { name: 'starwars-api' })
  await page.getByRole('heading', { level: 1 }).waitFor()
  t.strictSame(complaints, [])
})

t.test('the page keeps nothing but the tokens of its tab', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service, { role: 'admin' })
  for (const [name] of views) {
    await goTo(page, `#/${name}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  t.strictSame(await page.context().cookies(), [])
  const kept = await page.evaluate(
    '[Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]'
  )
  t.strictSame(kept, [[], ['starwars-api'], ''])
  t.strictSame(await page.evaluate('indexedDB.databases()'), [])
  await page.getByRole('button', { name: 'Sign out' }).first().click()
  await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor()
  t.strictSame(await page.evaluate('Object.keys(sessionStorage)'), [])
  assertClean()
})

interface Place {
  readonly isVisible: boolean
  readonly tag: string
}

/** Returns the element with the focus, and whether its outline is visible; null if there is none. */
const describeFocus = `(() => {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const { width, height } = element.getBoundingClientRect()
  const isVisible = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width * height > 0
  return { isVisible, tag: element.outerHTML.slice(0, 120) }
})()`

/** How many places of a view are visited by the keyboard. */
const steps = 40

t.test('the keyboard reaches all views, and its focus is visible everywhere', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service)
  await signIn(page, service, { role: 'admin' })
  for (const [name, text] of views) {
    await linkTo(page, text).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await title(page, text)
    await waitForFocus(page, 'main')
    await page.waitForLoadState('networkidle')
    const seen: string[] = []
    for (let step = 0; step < steps; step++) {
      await page.keyboard.press('Tab')
      const place = (await page.evaluate(describeFocus)) as Place | null
      if (place === null) break
      seen.push(place.tag)
      if (!place.isVisible) t.fail(`${name}: no visible focus on ${place.tag}`)
    }
    t.ok(new Set(seen).size > 1, `${name}: the focus moves`)
  }
  assertClean()
})
