import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { createUser } from '../accounts/actors.js'
import { startBrowser } from '../browser.js'
import { freePort } from '../free-port.js'
import { startRedis } from '../redis-server.js'
import { readResult, startTwo, startWatching } from './watch-page.js'
import { assertAccessible, goTo, openWebPage, signIn, signInAs, startService } from './web-page.js'

const browser = await startBrowser(t)
const redis = await startRedis(t)

const revoke = (page: Page) => page.getByRole('button', { name: 'Revoke the token now' }).click()

/** Asserts that each instance got at least 50 requests after the revocation, and accepted none. */
function assertDead(t: Test, rows: readonly Record<string, string>[]) {
  t.equal(rows.length, 3, 'two instances, and their sum')
  for (const row of rows) {
    const name = String(row.Instance)
    t.equal(row['Let through'], '0', name)
    t.ok(Number(row['Sent after']) >= (name === 'All' ? 100 : 50), name)
    t.ok(Number(row.Accepted) > 0, name)
    t.ok(Number(row.Rejected) >= 50, name)
  }
}

t.test('after the revocation, no instance lets a request through', async (t) => {
  const { first, peers } = await startTwo(t, redis)
  const { page, assertClean } = await openWebPage(t, browser, first, '', { peers })
  await goTo(page, '#/watch')
  await assertAccessible(t, page, 'signed out')
  await signInAs(page, await createUser(first.server))
  await goTo(page, '#/watch')
  await startWatching(page, 2)
  await assertAccessible(t, page, 'watching')
  await revoke(page)
  const { text, rows } = await readResult(page)
  t.match(text, /The token is dead on both instances\. Of \d+ requests .* none was let through/)
  assertDead(t, rows)
  await page.getByRole('banner').getByText('Your session was ended').waitFor()
  await page.getByText('the revocation took').waitFor()
  await assertAccessible(t, page, 'revoked')
  t.notMatch(page.url(), /eyJ/)
  assertClean()
})

t.test('a second tab and a terminal show the same', async (t) => {
  const { first, second, peers } = await startTwo(t, redis)
  const { page, assertClean } = await openWebPage(t, browser, first, '', {
    peers,
    permissions: ['clipboard-read', 'clipboard-write']
  })
  const user = await createUser(first.server)
  for (const cause of ['tab', 'terminal']) {
    await signInAs(page, user)
    await goTo(page, '#/watch')
    await startWatching(page, 2)
    const other = await page.context().newPage()
    await other.goto(`${first.origin}/#/watch`)
    if (cause === 'tab') {
      await startWatching(other, 2)
      await revoke(other)
      const own = await readResult(other)
      t.match(own.text, /^The token is dead on both instances/)
      assertDead(t, own.rows)
    } else {
      await page.getByRole('button', { name: 'Copy the token' }).click()
      await page.getByText('Copied').waitFor()
      const token = await page.evaluate<string>('navigator.clipboard.readText()')
      const command = await page.getByRole('region', { name: 'Command' }).innerText()
      // Any instance may be told to revoke.
      const elsewhere = command.replace(first.origin, second.origin)
      t.match(elsewhere, /\$TOKEN/)
      t.notMatch(elsewhere, token)
      const { stdout } = await promisify(execFile)('sh', ['-c', elsewhere], {
        env: { ...process.env, TOKEN: token }
      })
      t.match(stdout, /"status":"ok"/)
    }
    const { text, rows } = await readResult(page)
    t.match(text, /revoked elsewhere.*dead on both instances.*none was let through/s, cause)
    assertDead(t, rows)
    await other.close()
  }
  assertClean()
})

t.test('an instance without the check is found', async (t) => {
  const { first, second, peers } = await startTwo(t, redis, {
    before(server) {
      server.revocationSet.isRevoked = async () => false
    }
  })
  const { page, assertClean } = await openWebPage(t, browser, first, '', { peers })
  await signInAs(page, await createUser(first.server))
  await goTo(page, '#/watch')
  await startWatching(page, 2)
  await revoke(page)
  const { text, rows } = await readResult(page)
  const [own, peer, all] = rows
  t.match(text, /^\d+ of \d+ requests sent after the revocation was answered were let through/)
  t.match(own, { 'Let through': '0', Instance: first.origin })
  t.equal(peer?.Instance, second.origin)
  t.equal(peer?.['Let through'], peer?.['Sent after'])
  t.ok(Number(peer?.['Let through']) >= 50)
  t.equal(all?.['Let through'], peer?.['Let through'])
  await assertAccessible(t, page, 'let through')
  assertClean()
})

t.test('a peer that is away, or does not allow this page, is shown as such', async (t) => {
  const stranger = await startService(t)
  const away = `http://127.0.0.1:${await freePort()}`
  const service = await startService(t, { env: { WEB_PEERS: `${away},${stranger.origin}` } })
  const { page, complaints } = await openWebPage(t, browser, service, '#/watch')
  await signIn(page, service)
  await goTo(page, '#/watch')
  await startWatching(page, 1)
  await page.getByText('is the origin of this page in its CORS_ORIGINS?').nth(1).waitFor()
  await assertAccessible(t, page, 'away')
  await revoke(page)
  const { text, rows } = await readResult(page)
  t.match(text, /2 instances answered nothing .* The others let no request through/)
  t.match(rows[0], { 'Let through': '0', 'Last status': '401' })
  t.match(rows[1], { Accepted: '0', Rejected: '0', 'Last status': 'none' })
  const unexpected = complaints.filter(
    (one) => !/net::ERR_|blocked by CORS policy|the server responded with a status of 401/.test(one)
  )
  t.strictSame(unexpected, [])
})

t.test('watches a pasted token on one instance, and says what is wrong with it', async (t) => {
  const service = await startService(t)
  const { page, assertClean } = await openWebPage(t, browser, service, '#/watch', {
    reducedMotion: 'reduce'
  })
  await page.getByRole('button', { name: 'Paste a token' }).click()
  const field = page.getByLabel('Access token')
  await field.fill('not a token')
  await page.getByRole('button', { name: 'Start watching' }).click()
  await page.getByText('The service rejects this token').waitFor()

  const { email, password } = await createUser(service.server)
  const login = await service.server.inject({
    method: 'POST',
    url: '/users/v1/login',
    payload: { email, password }
  })
  await field.fill(login.json().token)
  await startWatching(page, 1)
  await page.getByRole('button', { name: 'Stop watching' }).click()
  await page.getByText('You stopped the watch. The token was not revoked.').waitFor()
  await startWatching(page, 1)
  await revoke(page)
  const { text, rows } = await readResult(page)
  t.match(text, /dead on this instance/)
  t.equal(rows.length, 1)
  t.notMatch(await page.evaluate<string>('JSON.stringify(sessionStorage)'), 'eyJ')
  assertClean()
})
