import t from 'tap'
import { startBrowser } from '../browser.js'
import { assertAccessible, goTo, openWebPage, signIn, startService } from './web-page.js'

const browser = await startBrowser(t)
const views = ['try', 'browse', 'account', 'token', 'watch', 'admin', 'none']

for (const width of [360, 1920]) {
  t.test(`every view is accessible, and fits ${width} pixels`, async (t) => {
    const service = await startService(t)
    const viewport = { width, height: 900 }
    const { page, assertClean } = await openWebPage(t, browser, service, '', { viewport })
    for (const state of ['signed out', 'signed in']) {
      if (state === 'signed in') await signIn(page, service, { role: 'admin' })
      for (const view of views) {
        await goTo(page, `#/${view}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForLoadState('networkidle')
        await assertAccessible(t, page, `${view}, ${state}`)
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth'
        )
        t.equal(overflow, 0, `${view}, ${state}: nothing is wider than the page`)
      }
    }
    assertClean()
  })
}
