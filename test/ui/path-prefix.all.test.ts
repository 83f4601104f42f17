import t from 'tap'
import { Operation, openPage, startBrowser } from '../browser.js'
import { mint } from '../helper.js'
import { startUnderPath } from '../server/under-path.js'

const browser = await startBrowser(t)

for (const path of ['/ui', '/ui/']) {
  t.test(`under a path of a proxy, Swagger UI works at ${path}`, async (t) => {
    const { base } = await startUnderPath(t)
    const { page, complaints, origins } = await openPage(t, browser)
    const films = new Operation(page, 'films-listFilms')
    await page.goto(base + path)
    await films.summary.click()
    await films.authorize(mint())
    t.match(await films.execute(), { status: '200', body: { count: 6 } })
    t.strictSame(complaints, [])
    t.strictSame([...origins], [new URL(base).origin])
  })
}
