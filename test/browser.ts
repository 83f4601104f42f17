import { spawnSync } from 'node:child_process'
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page
} from 'playwright-core'
import type { Test } from 'tap'

/** The timeout for elements to appear, in milliseconds. */
const timeout = 30_000

const args = [
  // Chromium refuses to run as root with its sandbox.
  '--no-sandbox',
  '--disable-gpu',
  // The other options prevent requests by the browser itself.
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

export function findChromium(): string | undefined {
  const { stdout } = spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' })
  return stdout.trim() || undefined
}

/** Starts Chromium, which closes with the test. */
export async function startBrowser(t: Test): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('no chromium on the PATH')
  const browser = await chromium.launch({ executablePath, args })
  t.teardown(() => browser.close())
  return browser
}

/** A page in a new browser context. Records its console errors and the requested origins. */
export async function openPage(t: Test, browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 1000 }, ...options })
  t.teardown(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(timeout)
  const complaints: string[] = []
  const origins = new Set<string>()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return
    complaints.push(`${message.location().url} ${message.text()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) origins.add(new URL(request.url()).origin)
  })
  return { page, complaints, origins }
}

/** An operation in Swagger UI. */
export class Operation {
  readonly summary: Locator
  readonly padlock: Locator
  readonly answer: Locator
  readonly #page: Page
  readonly #box: Locator

  constructor(page: Page, id: string) {
    this.#page = page
    this.#box = page.locator(`#operations-${id}`)
    this.summary = this.#box.locator('.opblock-summary-control')
    this.padlock = this.#box.locator('.authorization__btn')
    this.answer = this.#box.locator('.live-responses-table')
  }

  parameter(name: string): Locator {
    return this.#box.locator(`[data-param-name="${name}"]`)
  }

  /** Whether the padlock is closed, so that a token is sent. */
  async isLocked(): Promise<boolean> {
    const label = await this.padlock.getAttribute('aria-label')
    return label === 'authorization button locked'
  }

  async authorize(token: string): Promise<void> {
    await this.padlock.click()
    const dialog = this.#page.locator('.dialog-ux')
    await dialog.getByRole('textbox').fill(token)
    await dialog.getByRole('button', { name: 'Apply credentials' }).click()
    await dialog.getByRole('button', { name: 'Close' }).click()
  }

  async fillBody(body: object): Promise<void> {
    await this.#box.locator('.body-param textarea').fill(JSON.stringify(body))
  }

  /** Clicks Execute and returns the response as JSON. */
  async execute() {
    const { status, text } = await this.send()
    return { status, body: JSON.parse(text) }
  }

  /**
   * Clicks Execute and returns the response. Clears the previous one first, which could be mistaken
   * for it.
   */
  async send() {
    const clear = this.#box.getByRole('button', { name: 'Clear' })
    if (await clear.isVisible()) await clear.click()
    await this.#box.getByRole('button', { name: 'Execute' }).click()
    const status = await this.answer.locator('.response .response-col_status').textContent()
    const text = await this.answer.locator('.response code').first().textContent()
    return { status, text: text ?? '' }
  }
}
