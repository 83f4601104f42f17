import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { Operation, openPage, startBrowser } from '../browser.js'
import { listen, temporaryDirectory } from '../helper.js'
import { readOutbox } from '../mail/read-outbox.js'
import { until } from '../until.js'

const browser = await startBrowser(t)

const email = 'rey@example.org'
const password = 'rainbow harvest under twin suns'
const newPassword = 'quiet lantern beside the moss'

/** The service and its mails. */
async function start(t: Test) {
  const DATA_DIR = temporaryDirectory(t)
  const service = await listen(t, { env: { DATA_DIR } })
  const seen = new Set<string>()
  /** Returns the link in the only mail since the last call. */
  async function nextLink(): Promise<string> {
    const { db } = service.server
    // A mail stays in the table until its file is complete.
    await until(async () => !(await db.selectFrom('mails').select('id').executeTakeFirst()))
    const mails = (await readOutbox(DATA_DIR)).filter(({ file }) => !seen.has(file))
    for (const { file } of mails) seen.add(file)
    const links = mails.flatMap(({ link }) => link?.href ?? [])
    if (links.length !== 1) throw new Error(`${links.length} links were mailed`)
    return String(links[0])
  }
  return { ...service, nextLink }
}

const headingOf = (page: Page) => page.getByRole('heading', { level: 1 })

/** No script runs on these pages, so they must work without. */
async function openWithoutScripts(t: Test) {
  return openPage(t, browser, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
}

t.test('a new user signs up, logs in, reads the films and logs out', async (t) => {
  const { origin, nextLink } = await start(t)
  const { page, complaints, origins } = await openPage(t, browser)
  const films = new Operation(page, 'films-listFilms')
  const signUp = new Operation(page, 'users-signUp')
  const logIn = new Operation(page, 'users-login')
  const logOut = new Operation(page, 'users-logout')

  await page.goto(`${origin}/ui/`)
  for (const { summary } of [films, signUp, logIn, logOut]) await summary.click()

  await signUp.fillBody({ email, password })
  t.match(await signUp.execute(), { status: '202', body: { status: 'ok' } })

  await logIn.fillBody({ email, password })
  t.match(await logIn.execute(), { status: '403', body: { code: 'email-unverified' } })

  await t.test('the link in the mail opens a page with a button', async (t) => {
    const link = await nextLink()
    const { page, complaints } = await openWithoutScripts(t)
    await page.goto(link)
    t.equal(await headingOf(page).textContent(), 'Confirm your address')
    t.ok(await page.getByText(email).isVisible())
    await page.getByRole('button', { name: 'Yes, confirm this address' }).click()
    await page.waitForURL((url) => url.search === '')
    t.equal(await headingOf(page).textContent(), 'Address confirmed')
    t.strictSame(complaints, [], 'the policy of the page allows all that it does')

    await page.goto(link)
    t.equal(await headingOf(page).textContent(), 'This link does not work')
  })

  const { status, body } = await logIn.execute()
  t.equal(status, '200')
  await films.authorize(body.token)
  t.match(await films.execute(), { status: '200', body: { count: 6 } })

  t.match(await logOut.execute(), { status: '200', body: { status: 'ok' } })
  t.match(await films.execute(), { status: '401', body: { code: 'token-invalid' } })

  const refusals = complaints.filter((complaint) => /the server responded with/.test(complaint))
  t.equal(refusals.length, 2, 'the browser reports both rejections')
  t.strictSame(complaints, refusals, 'and nothing else')
  t.strictSame([...origins], [origin], 'no other origin is requested')
})

t.test(
  'a user who forgot the password chooses a new one on a phone, without scripts',
  async (t) => {
    const { server, origin, nextLink } = await start(t)
    const post = (path: string, payload: object) =>
      server.inject({ method: 'POST', url: `/users/v1/${path}`, payload })
    await post('signup', { email, password })
    await nextLink()
    await post('password_forgotten', { email })
    const { page, complaints, origins } = await openWithoutScripts(t)
    const button = page.getByRole('button', { name: 'Set this password' })

    await page.goto(await nextLink())
    t.equal(await headingOf(page).textContent(), 'Choose a new password')
    const { width } = (await button.boundingBox()) ?? {}
    t.ok(width && width < 360, 'the button fits on the screen')

    await page.getByLabel('New password').fill(newPassword)
    await page.getByLabel('Repeat the password').fill(password)
    await button.click()
    t.match(await page.getByRole('alert').textContent(), /must be the same as password/)

    await page.getByLabel('New password').fill(newPassword)
    await page.getByLabel('Repeat the password').fill(newPassword)
    await button.click()
    t.equal(await headingOf(page).textContent(), 'Password changed')
    t.equal((await post('login', { email, password: newPassword })).statusCode, 200)

    const about = complaints.filter((complaint) => !/status of 400/.test(complaint))
    t.strictSame(about, [], 'the browser reports the rejection and nothing else')
    t.strictSame([...origins], [origin], 'no other origin is requested')
  }
)
