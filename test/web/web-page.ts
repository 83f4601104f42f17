import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { createUser, type Person } from '../accounts/actors.js'
import { openPage } from '../browser.js'
import { type BuildOptions, listen } from '../helper.js'
import { until } from '../until.js'

/** The built page, which `npm run test:all` has made. */
export const webFiles = resolve('dist/web')

export type Service = Awaited<ReturnType<typeof startService>>

/** The service with the built page. */
export const startService = (t: Test, options: BuildOptions = {}) =>
  listen(t, { webFiles, ...options })

/** Chromium reports each answer of 4xx and 5xx, which the page shows itself. */
const isAnswer = (complaint: string) =>
  /Failed to load resource: the server responded/.test(complaint)

/**
 * Opens the page of a service. At the end of the test, nothing was requested from another origin, and
 * the console has no errors: a violation of the policy would be one.
 */
export async function openWebPage(
  t: Test,
  browser: Browser,
  { origin }: { readonly origin: string },
  hash = '',
  options: BrowserContextOptions & { readonly peers?: readonly string[] } = {}
) {
  const { peers = [], ...context } = options
  const { page, complaints, origins } = await openPage(t, browser, context)
  await page.goto(`${origin}/${hash}`)
  const assertClean = () => {
    t.strictSame(
      complaints.filter((one) => !isAnswer(one)),
      [],
      'the console has no errors'
    )
    const foreign = [...origins].filter((one) => ![origin, ...peers].includes(one))
    t.strictSame(foreign, [], 'the page asks no other origin')
  }
  return { page, complaints, assertClean }
}

/** Creates a user and signs in by the form of the account view, which stays open. */
export async function signIn(page: Page, service: Service, person: Person = {}) {
  const user = await createUser(service.server, person)
  await signInAs(page, user)
  return user
}

export async function signInAs(
  page: Page,
  { email, password }: { readonly email: string; readonly password: string }
) {
  await goTo(page, '#/account')
  const form = page.getByRole('form', { name: 'Sign in' })
  await form.getByLabel('E-mail address').fill(email)
  await form.getByLabel('Password').fill(password)
  await form.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Sign out' }).first().waitFor()
}

/** Changes the part of the address after `#`, as a click on a link does. */
export async function goTo(page: Page, hash: string) {
  await page.goto(new URL(hash, page.url()).href)
}

/**
 * Waits until an expression is true in the page. Its policy forbids `eval`, which the browser driver
 * would use to repeat a text by itself.
 */
export const untilTrue = (page: Page, expression: string) => until(() => page.evaluate(expression))

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8'
)

/** Asserts that axe finds no violation of WCAG 2.2 AA, in light and in dark. */
export async function assertAccessible(t: Test, page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(axeSource)
    const { violations } = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } }
      return axe.run()
    })
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`)
    )
    t.strictSame(found, [], `${name}, ${colorScheme}`)
  }
}
