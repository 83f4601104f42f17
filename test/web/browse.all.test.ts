import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startBrowser } from '../browser.js'
import { bearer, mint } from '../helper.js'
import {
  assertAccessible,
  goTo,
  openWebPage,
  type Service,
  signIn,
  startService
} from './web-page.js'

const browser = await startBrowser(t)
const service = await startService(t, { env: { SESSIONS: 'multiple' } })

/** Opens the page, signs in, and goes to a part of the catalogue. */
async function open(t: Test, hash: string, options = {}) {
  const opened = await openWebPage(t, browser, service, '', options)
  const user = await signIn(opened.page, service)
  await goTo(opened.page, hash)
  return { ...opened, user }
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const header = (page: Page, name: string) => page.getByRole('columnheader', { name })
const position = (page: Page, text: string) => page.getByText(text, { exact: true })
const request = (page: Page) =>
  page.getByRole('region', { name: 'Request' }).locator('code').textContent()

/** The names in the first column, once the table shows what was asked for. */
async function rows(page: Page): Promise<string[]> {
  await page.locator('section[aria-busy="false"] tbody').waitFor()
  return page.locator('tbody th').allTextContents()
}

/** What the API answers to the request that the page shows. */
async function ask({ server }: Service, shown: string | null, changes: object = {}) {
  const url = new URL(String(shown).replace('GET ', ''), 'http://localhost')
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, String(value))
  return server.inject({ url: url.pathname + url.search, headers: bearer(mint()) })
}

async function namesOf(service: Service, shown: string | null): Promise<string[]> {
  const { results } = (await ask(service, shown)).json()
  return results.map(({ name, title }: Record<string, string>) => title ?? name)
}

t.test('sort, search, filter and page; the address and the request change along', async (t) => {
  const { page, assertClean } = await open(t, '#/browse/characters')
  await position(page, '1–20 of 82').waitFor()
  t.equal(await request(page), 'GET /characters/v1/?expand=homeworld&limit=20')
  t.strictSame(await rows(page), await namesOf(service, await request(page)))
  await assertAccessible(t, page, 'table')

  await header(page, 'Name').getByRole('button').click()
  await page.locator('th[aria-sort="ascending"]').waitFor()
  await page.getByRole('link', { name: 'Ackbar' }).waitFor()
  t.strictSame(await rows(page), await namesOf(service, await request(page)))
  await header(page, 'Name').getByRole('button').click()
  await page.locator('th[aria-sort="descending"]').waitFor()
  await page.getByRole('link', { name: 'Zam Wesell' }).waitFor()
  t.match(page.url(), /#\/browse\/characters\?sort_by=name&sort_order=desc$/)

  await page.getByRole('button', { name: 'Next' }).click()
  await position(page, '21–40 of 82').waitFor()
  t.match(await request(page), /offset=20/)
  await page.getByRole('button', { name: 'Previous' }).click()
  await position(page, '1–20 of 82').waitFor()
  await page.getByLabel('Rows').selectOption('50')
  await position(page, '1–50 of 82').waitFor()

  await page.getByLabel('Search characters').fill('sky')
  await position(page, '1–3 of 3').waitFor()
  t.strictSame(await rows(page), ['Shmi Skywalker', 'Luke Skywalker', 'Anakin Skywalker'])
  t.match(await request(page), /search=sky/)

  await page.getByText('Add a filter').click()
  const form = page.getByRole('form', { name: 'Add a filter' })
  await form.getByLabel('Member').selectOption({ label: 'Height cm' })
  await form.getByLabel('Operator').selectOption({ label: 'is at least' })
  await form.getByLabel('Value').fill('tall')
  await form.getByRole('button', { name: 'Add' }).click()
  await page.getByText('Enter a number, such as 170 or -19.5.').waitFor()
  await assertAccessible(t, page, 'filter form')
  await form.getByLabel('Value').fill('170')
  await form.getByRole('button', { name: 'Add' }).click()
  await position(page, '1–2 of 2').waitFor()
  await form.getByLabel('Member').selectOption({ label: 'Homeworld' })
  await form.getByLabel('Operator').selectOption({ label: 'is' })
  await form.getByLabel('Value').selectOption({ label: 'Tatooine' })
  await form.getByRole('button', { name: 'Add' }).click()
  const chip = page.getByRole('button', { name: 'Remove the filter: Homeworld is Tatooine' })
  await chip.waitFor()
  t.match(await request(page), 'filter[height_cm][gte]=170&filter[homeworld][eq]=1')
  await assertAccessible(t, page, 'filters')
  await chip.click()
  await page.getByRole('button', { name: /Height cm is at least 170/ }).click()
  await position(page, '1–3 of 3').waitFor()

  await form.getByLabel('Member').selectOption({ label: 'Birth year' })
  await form.getByLabel('Operator').selectOption({ label: 'is unknown' })
  await form.getByRole('button', { name: 'Add' }).click()
  await position(page, 'No characters match.').waitFor()
  t.match(await request(page), 'filter[birth_year][eq]=null')
  await assertAccessible(t, page, 'no match')
  await page.getByRole('button', { name: 'Clear search and filters' }).click()
  await position(page, '1–50 of 82').waitFor()
  t.equal(await page.getByLabel('Search characters').inputValue(), '')
  assertClean()
})

t.test('columns, relations by name, one record; back and forward', async (t) => {
  const { page, assertClean } = await open(t, '#/browse/characters')
  await rows(page)
  await page.getByText('Columns', { exact: false }).first().click()
  const columns = page.getByRole('group', { name: 'Columns of the table' })
  await columns.getByLabel('Films').check()
  await page.getByRole('link', { name: 'A New Hope' }).first().waitFor()
  await columns.getByLabel('Gender').uncheck()
  t.equal(await header(page, 'Gender').count(), 0)
  await assertAccessible(t, page, 'columns')
  t.match(page.url(), /fields=/)
  t.match(await request(page), 'expand=homeworld,films')
  await page.getByRole('button', { name: '3 more' }).first().click()
  const list = page.url()

  await page.getByRole('link', { name: 'Tatooine' }).first().click()
  await heading(page, 'Tatooine').waitFor()
  t.equal(await page.title(), 'Tatooine · Browse · starwars-api')
  t.match(page.url(), /#\/browse\/planets\/1$/)
  await page.getByText('200,000', { exact: true }).waitFor()
  t.ok(await page.evaluate("document.activeElement.matches('main')"), 'the focus is in the content')
  await page.getByText('As published').click()
  await assertAccessible(t, page, 'record')
  await page.getByRole('link', { name: 'Luke Skywalker' }).click()
  await heading(page, 'Luke Skywalker').waitFor()
  for (const name of ['A New Hope', 'Human', 'X-wing', 'Snowspeeder', 'Tatooine']) {
    t.ok(await page.getByRole('link', { name, exact: true }).isVisible(), name)
  }

  await page.goBack()
  await heading(page, 'Tatooine').waitFor()
  await page.goBack()
  await heading(page, 'Characters').waitFor()
  t.equal(page.url(), list)
  await header(page, 'Films').waitFor()
  await page.goForward()
  await heading(page, 'Tatooine').waitFor()

  for (const [hash, words] of [
    ['#/browse/films/99', 'film-not-found'],
    ['#/browse/films?nope=1', 'unknown; allowed: options'],
    ['#/browse/ewoks', 'no such page']
  ] as const) {
    await goTo(page, hash)
    await page.getByText(words).first().waitFor()
    await assertAccessible(t, page, hash)
  }
  await goTo(page, '#/browse/films?sort_by=x')
  await page.getByRole('link', { name: 'Show all films' }).click()
  await position(page, '1–6 of 6').waitFor()
  await goTo(page, '#/browse/films?offset=50')
  await page.getByRole('button', { name: 'Go to the first page' }).click()
  await position(page, '1–6 of 6').waitFor()
  assertClean()
})

t.test('a shared link opens in another browser, after signing in', async (t) => {
  const hash =
    '#/browse/planets?sort_by=diameter_km&sort_order=desc&limit=10&fields=name,diameter_km'
  const { page, user } = await open(t, hash)
  const shown = await rows(page)
  const other = await openWebPage(t, browser, service, hash)
  await heading(other.page, 'Browse').waitFor()
  await assertAccessible(t, other.page, 'signed out')
  const form = other.page.getByRole('form', { name: 'Sign in' })
  await form.getByLabel('E-mail address').fill(user.email)
  await form.getByLabel('Password').fill(user.password)
  await form.getByRole('button', { name: 'Sign in' }).click()
  t.strictSame(await rows(other.page), shown)
  t.equal(shown.length, 10)
  t.notMatch(other.page.url(), /example\.org/)
  other.assertClean()
})

t.test('CSV has all matches, and reads several pages', async (t) => {
  const hash = '#/browse/characters?fields=name,homeworld,films&sort_by=name&limit=10&offset=20'
  const { page, assertClean } = await open(t, hash)
  await position(page, '21–30 of 82').waitFor()
  async function download() {
    const started = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download CSV' }).click()
    const file = await started
    t.equal(file.suggestedFilename(), 'characters.csv')
    return readFileSync(await file.path(), 'utf8')
  }
  const url =
    '/characters/v1/?fields=name,homeworld,films&sort_by=name&expand=homeworld,films&format=csv'
  const { body } = await service.server.inject({ url, headers: bearer(mint()) })
  const saved = await download()
  t.equal(saved, body)
  t.equal(saved.trim().split('\r\n').length, 83)
  await page.getByText('Saved 82 records').waitFor()

  // A larger catalogue.
  const offsets: (string | null)[] = []
  await page.route('**/characters/v1/?**', async (route) => {
    const { searchParams } = new URL(route.request().url())
    if (searchParams.get('format') !== 'csv') {
      const response = await route.fetch()
      return route.fulfill({ response, json: { ...(await response.json()), count: 250 } })
    }
    offsets.push(searchParams.get('offset'))
    return route.fulfill({ contentType: 'text/csv', body: `name\r\n"${offsets.length},\r\n"\r\n` })
  })
  await page.getByRole('button', { name: 'Next' }).click()
  await position(page, '31–40 of 250').waitFor()
  t.equal(await download(), 'name\r\n"1,\r\n"\r\n"2,\r\n"\r\n"3,\r\n"\r\n')
  t.strictSame(offsets, [null, '100', '200'])
  assertClean()
})

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) {
  const wanted = page.getByRole(role, { name }).first()
  await wanted.waitFor()
  for (let count = 0; count < 80; count++) {
    if ((await wanted.and(page.locator(':focus')).count()) === 1) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${role} ${name}`)
}

t.test('works by the keyboard alone', async (t) => {
  const { page, assertClean } = await open(t, '#/browse/films')
  await rows(page)
  await tabTo(page, 'link', 'Characters')
  await page.keyboard.press('Enter')
  await position(page, '1–20 of 82').waitFor()
  await tabTo(page, 'searchbox', 'Search characters')
  await page.keyboard.type('sky')
  await position(page, '1–3 of 3').waitFor()
  await tabTo(page, 'button', 'Name')
  await page.keyboard.press('Space')
  await page.locator('th[aria-sort="ascending"]').waitFor()
  t.equal((await rows(page))[0], 'Anakin Skywalker')
  await tabTo(page, 'link', 'Shmi Skywalker')
  await page.keyboard.press('Enter')
  await heading(page, 'Shmi Skywalker').waitFor()
  await tabTo(page, 'link', 'The Phantom Menace')
  await page.keyboard.press('Enter')
  await heading(page, 'The Phantom Menace').waitFor()
  await page.goBack()
  await heading(page, 'Shmi Skywalker').waitFor()
  await tabTo(page, 'link', 'All characters')
  await page.keyboard.press('Enter')
  await position(page, '1–20 of 82').waitFor()
  await tabTo(page, 'button', 'Next')
  await page.keyboard.press('Enter')
  await position(page, '21–40 of 82').waitFor()
  assertClean()
})

t.test('names with markup are text', async (t) => {
  const { page, assertClean } = await open(t, '#/token')
  const markup = '<img src=x onerror="document.title=\'broken\'"><script>1</script>'
  const url = 'javascript:document.title="broken"'
  const film = { id: 1, title: markup, url: '/films/v1/1', synopsis: markup }
  await page.route('**/films/v1/?**', (route) =>
    route.fulfill({ json: { results: [film], count: 1, next: null, previous: null } })
  )
  await page.route('**/films/v1/1?**', (route) =>
    route.fulfill({
      json: { ...film, characters: [{ name: markup, url }], raw: { title: markup } }
    })
  )
  await page.route('**/planets/v1/?**', (route) =>
    route.fulfill({ status: 400, json: { title: markup, detail: markup, status: 400 } })
  )
  await goTo(page, '#/browse/films')
  t.equal((await rows(page))[0], markup)
  await page.locator('tbody th a').click()
  await heading(page, markup).waitFor()
  await goTo(page, '#/browse/planets')
  await page.getByText(markup).first().waitFor()
  t.equal(await page.locator('main img, main script, a[href^="javascript"]').count(), 0)
  t.equal(await page.title(), 'Planets · Browse · starwars-api')
  assertClean()
})

t.test('recovers from a 503, ignores late answers, repeats nothing', async (t) => {
  const { page, assertClean } = await open(t, '#/browse/films')
  await rows(page)
  let failures = 1
  let hold: Promise<void> = Promise.resolve()
  const asked: string[] = []
  await page.route('**/species/v1/?**', async (route) => {
    const url = route.request().url()
    asked.push(url)
    if (failures-- > 0) {
      const json = { title: 'Service unavailable', status: 503, code: 'service-unavailable' }
      return route.fulfill({ status: 503, json })
    }
    if (url.includes('sort_by=name&')) await hold
    return route.continue().catch(() => undefined)
  })
  await page.getByRole('link', { name: 'Species', exact: true }).click()
  await page.getByText('Trying again').waitFor()
  await position(page, '1–20 of 37').waitFor()
  t.equal(asked.length, 2)

  let release = () => {}
  hold = new Promise((resolve) => {
    release = resolve
  })
  await header(page, 'Name').getByRole('button').click()
  await page.locator('section[aria-busy="true"]').waitFor()
  t.equal(await page.locator('tbody tr').count(), 20, 'the old rows stay')
  await header(page, 'Classification').getByRole('button').click()
  const shown = await rows(page)
  release()
  await page.waitForLoadState('networkidle')
  t.strictSame(shown, await namesOf(service, await request(page)))
  t.strictSame(await rows(page), shown)
  const count = asked.length
  t.equal(count, 4)
  await page.getByText('Columns', { exact: false }).first().click()
  await page.getByText('Add a filter').click()
  t.equal(asked.length, count)
  assertClean()
})

t.test('fits 360 pixels', async (t) => {
  const { page, assertClean } = await open(t, '#/browse/starships', {
    viewport: { width: 360, height: 800 }
  })
  await rows(page)
  await page.getByText('Columns', { exact: false }).first().click()
  await page.getByText('Add a filter').click()
  await page.getByRole('button', { name: 'All columns' }).click()
  await header(page, 'Films').waitFor()
  for (const hash of ['', '#/browse/films/1']) {
    if (hash) {
      await goTo(page, hash)
      await heading(page, 'A New Hope').waitFor()
    }
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    )
    t.equal(overflow, 0)
    await assertAccessible(t, page, `narrow ${hash}`)
  }
  assertClean()
})
