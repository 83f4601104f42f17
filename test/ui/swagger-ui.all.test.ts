import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { Operation, openPage, startBrowser } from '../browser.js'
import { build, listen, mint } from '../helper.js'

const browser = await startBrowser(t)

/**
 * Opens a page and checks that it has a policy: without one, an empty console would prove nothing.
 */
async function visit(t: Test, page: Page, url: string) {
  const answer = await page.goto(url)
  t.match(answer?.headers()['content-security-policy'], "default-src 'none'")
}

async function freeAddress() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return { host: address.address, port: address.port }
}

/** Takes the screenshot for the README, from the title to the response body. */
async function keepPicture(page: Page, films: Operation) {
  // The field for the options has at least twenty lines.
  await page.addStyleTag({ content: '.swagger-ui textarea { min-height: 0; height: 4em }' })
  await page.mouse.move(0, 0)
  const document = await page.locator('body').boundingBox()
  const title = await page.locator('.info').boundingBox()
  const body = await films.answer.locator('.highlight-code').first().boundingBox()
  if (!document || !title || !body) throw new Error('nothing to take a picture of')
  const top = title.y - 24
  const bottom = body.y + body.height + 8
  const clip = { x: 0, y: top - document.y, width: document.width, height: bottom - top }
  await page.screenshot({ path: 'docs/swagger-ui.png', fullPage: true, clip })
}

t.test('a user of Swagger UI authorizes once and reads the films', async (t) => {
  const { origin } = await listen(t)
  const { page, complaints, origins } = await openPage(t, browser)
  const films = new Operation(page, 'films-listFilms')
  const options = films.parameter('options').getByRole('textbox')

  await visit(t, page, `${origin}/ui/`)
  await films.summary.click()

  await t.test('a padlock marks the operations that require a token', async (t) => {
    const health = new Operation(page, 'service-health')
    await health.summary.waitFor()
    t.equal(await health.padlock.count(), 0)
    t.equal(await films.isLocked(), false)
  })

  await t.test('without a token the films return 401', async (t) => {
    const { status, body } = await films.execute()
    t.equal(status, '401')
    t.equal(body.detail, 'No authorization token provided')
  })

  await t.test('with a token there are six films', async (t) => {
    await films.authorize(mint())
    t.equal(await films.isLocked(), true)
    await options.fill('{}')
    const { status, body } = await films.execute()
    t.equal(status, '200')
    t.equal(body.results.length, 6)
    t.notOk('characters' in body.results[0])
  })

  await t.test('an option adds its URLs only', async (t) => {
    await options.fill('{ "characters": true }')
    const { status, body } = await films.execute()
    t.equal(status, '200')
    const [film] = body.results
    t.ok(film.characters.length > 0)
    for (const url of film.characters) t.match(url, /^\/characters\/v1\/\d+$/)
    t.notOk('planets' in film)
    if (process.env.SCREENSHOT === '1') await keepPicture(page, films)
  })

  await t.test('fields are selected from a list', async (t) => {
    await films.parameter('fields').getByRole('listbox').selectOption(['title', 'released'])
    const { body } = await films.execute()
    t.strictSame(body.results[0], { title: 'A New Hope', released: '1977-05-25' })
  })

  await t.test('the token survives a reload', async (t) => {
    await page.reload()
    const { status } = await films.execute()
    t.equal(status, '200')
    t.equal(await films.isLocked(), true)
  })

  await t.test('after a logout the token is rejected', async (t) => {
    const logout = new Operation(page, 'users-logout')
    await logout.summary.click()
    t.match(await logout.execute(), { status: '200', body: { status: 'ok' } })
    t.match(await films.execute(), { status: '401', body: { code: 'token-invalid' } })
  })

  const refusals = complaints.filter((complaint) => complaint.startsWith(`${origin}/films/v1/?`))
  t.equal(refusals.length, 2, 'the browser reports both rejections')
  t.strictSame(complaints, refusals, 'and nothing else')
  t.strictSame([...origins], [origin], 'no other origin is requested')
})

t.test('in production the token does not survive a reload', async (t) => {
  const address = await freeAddress()
  const origin = `http://${address.host}:${address.port}`
  const mails = { SMTP_URL: 'smtp://127.0.0.1', MAIL_FROM: 'api@example.org' }
  const server = await build(t, { env: { NODE_ENV: 'production', PUBLIC_URL: origin, ...mails } })
  await server.listen(address)
  const { page, complaints, origins } = await openPage(t, browser)
  const films = new Operation(page, 'films-listFilms')

  await visit(t, page, `${origin}/ui/`)
  await films.summary.click()
  await films.authorize(mint())
  t.match(await films.execute(), { status: '200', body: { count: 6 } })
  t.strictSame(complaints, [])

  await page.reload()
  t.match(await films.execute(), { status: '401', body: { code: 'token-missing' } })
  t.equal(await films.isLocked(), false)
  t.strictSame([...origins], [origin])
})

t.test('the pages are styled', async (t) => {
  const { origin } = await listen(t)
  const { page, complaints, origins } = await openPage(t, browser)
  const heading = page.getByRole('heading', { level: 1 })
  // The style limits the width. If it is blocked, the heading is as wide as the window.
  const columnWidth = 640

  await visit(t, page, `${origin}/problems/`)
  t.equal(await heading.textContent(), 'Problems')
  t.equal((await heading.boundingBox())?.width, columnWidth)

  await page.getByRole('link', { name: 'token-expired' }).click()
  await page.waitForURL(`${origin}/problems/token-expired`)
  t.equal(await heading.textContent(), 'Expired token')
  t.equal((await heading.boundingBox())?.width, columnWidth)
  t.ok(await page.getByText('The token has expired.').isVisible())

  await page.getByRole('link', { name: 'All problems' }).click()
  await page.waitForURL(`${origin}/problems/`)
  t.equal(await heading.textContent(), 'Problems')

  await visit(t, page, `${origin}/`)
  t.equal(await heading.textContent(), 'The web page is not built')
  t.equal((await heading.boundingBox())?.width, columnWidth)

  // The browser requests this file on its own.
  const about = complaints.filter((complaint) => !complaint.startsWith(`${origin}/favicon.ico `))
  t.strictSame(about, [])
  t.strictSame([...origins], [origin])
})
