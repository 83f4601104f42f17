import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { freePort } from '../free-port.js'
import type { BuildOptions } from '../helper.js'
import { build } from '../helper.js'
import { createDatabase } from '../postgres.js'
import type { RedisServer } from '../redis-server.js'
import { webFiles } from './web-page.js'

/** Two instances on the same stores. The page of each may ask the other. */
export async function startTwo(t: Test, redis: RedisServer, options: BuildOptions = {}) {
  const DATABASE_URL = await createDatabase(t)
  const ports = [await freePort(), await freePort()] as const
  const originOf = (port: number) => `http://127.0.0.1:${port}`
  async function startOne(port: number, other: number, own: BuildOptions = {}) {
    const env = {
      DATABASE_URL,
      REDIS_URL: redis.url,
      REDIS_PREFIX: `${ports[0]}:`,
      WEB_PEERS: originOf(other),
      CORS_ORIGINS: originOf(other)
    }
    const server = await build(t, { webFiles, env, ...own })
    await server.listen({ host: '127.0.0.1', port })
    return { server, origin: originOf(port) }
  }
  const first = await startOne(ports[0], ports[1])
  const second = await startOne(ports[1], ports[0], options)
  return { first, second, peers: [second.origin] }
}

/** Starts the watch, and waits until each instance has accepted the token. */
export async function startWatching(page: Page, instances: number) {
  await page.getByRole('button', { name: 'Start watching' }).click()
  for (let index = 0; index < instances; index++) await untilCell(page, index, 'Accepted', /^[1-9]/)
}

const table = (page: Page) => page.getByRole('region', { name: 'Numbers of requests' })

/** Waits until a cell of the table matches. */
async function untilCell(page: Page, row: number, title: string, pattern: RegExp) {
  const column = (await table(page).getByRole('columnheader').allTextContents()).indexOf(title)
  // The first cell of a row is a header.
  const cell = table(page)
    .locator('tbody tr')
    .nth(row)
    .getByRole('cell')
    .nth(column - 1)
  await cell.filter({ hasText: pattern }).waitFor()
}

/** Waits for the verdict, and returns it with the rows of the table. */
export async function readResult(page: Page) {
  const notice = page.getByRole('region', { name: 'Result' }).locator('.notice')
  await notice.filter({ hasText: 'stopped by itself' }).waitFor()
  const titles = await table(page).getByRole('columnheader').allTextContents()
  const lines = await table(page).locator('tbody tr').all()
  const rows = await Promise.all(
    lines.map(async (line) => {
      const cells = await line.locator('th, td').allTextContents()
      return Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? '']))
    })
  )
  return { text: await notice.innerText(), rows }
}
