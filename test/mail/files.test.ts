import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { temporaryDirectory } from '../helper.js'
import { until } from '../until.js'
import { buildMailApp, notice, recipient } from './mail-app.js'
import { readMessage } from './read-message.js'

const linkIn = (text: string) => /^http\S+$/m.exec(text)?.[0]

t.test('without a mail server, a mail is written to a file and its link is logged', async (t) => {
  const DATA_DIR = temporaryDirectory(t)
  const app = await buildMailApp(t, { DATA_DIR })
  await app.send({ recipient, template: 'verify-address', data: { token: app.token() } })
  await until(() => app.lines().length === 1)
  const outbox = join(DATA_DIR, 'outbox')
  const [name, plain, ...others] = readdirSync(outbox) as [string, string]
  t.strictSame(others, [])
  t.equal(name, '2026-11-23T12-00-00.000Z-1795435200.1.eml')
  t.equal(statSync(outbox).mode & 0o777, 0o700)
  t.equal(statSync(join(outbox, name)).mode & 0o777, 0o600)

  const { headers, parts } = readMessage(readFileSync(join(outbox, name), 'utf8'))
  t.same(Object.fromEntries(headers).to, recipient)
  const link = linkIn(parts['text/plain'] as string)
  t.match(parts['text/html'], link)
  t.equal(plain, name.replace('.eml', '.txt'))
  t.equal(statSync(join(outbox, plain)).mode & 0o777, 0o600)
  t.equal(linkIn(readFileSync(join(outbox, plain), 'utf8')), link)
  const [line] = app.lines()
  t.match(line, { level: 30, recipient, link, msg: 'mail: Verify your e-mail address' })
  t.equal(line?.file, join(outbox, name))
  const token = new URL(link as string).searchParams.get('token') as string
  t.equal(app.server.tokens.verify(token, ['email']).info.user_id, 7)
  await until(async () => (await app.outbox()).length === 0)
})

t.test('a mail without an action has no link', async (t) => {
  const app = await buildMailApp(t)
  await app.send(notice)
  await until(() => app.lines().length === 1)
  t.notOk('link' in (app.lines()[0] as object))
})

t.test('a mail is kept until its directory is writable', async (t) => {
  const DATA_DIR = temporaryDirectory(t)
  const app = await buildMailApp(t, { DATA_DIR })
  const { writeFileSync, rmSync } = await import('node:fs')
  writeFileSync(join(DATA_DIR, 'outbox'), 'in the way')
  await app.send(notice)
  await until(() => app.lines().length === 1)
  t.match(app.lines(), [{ level: 40, reason: /EEXIST|ENOTDIR/ }])
  rmSync(join(DATA_DIR, 'outbox'))
  app.pass(1)
  await until(() => app.lines().length === 2)
  t.equal(readdirSync(join(DATA_DIR, 'outbox')).length, 2, 'the message and its plain text')
})

/** The origins of links without `PUBLIC_URL`, by `HOST` and whether the service listens. */
const origins: [env: Record<string, string>, listens: boolean, origin: RegExp][] = [
  [{ PORT: '3456' }, false, /^http:\/\/127\.0\.0\.1:3456\//],
  [{ HOST: '::1', PORT: '3456' }, false, /^http:\/\/\[::1\]:3456\//],
  [{ HOST: 'localhost', PORT: '0' }, true, /^http:\/\/localhost:[1-9]\d+\//],
  [{ PUBLIC_URL: 'http://api.example:8080/' }, true, /^http:\/\/api\.example:8080\/users/]
]

for (const [env, listens, origin] of origins) {
  t.test(`with ${JSON.stringify(env)} links begin with ${origin.source}`, async (t) => {
    const app = await buildMailApp(t, env)
    if (listens) await app.server.listen({ host: '127.0.0.1', port: 0 })
    await app.send({ recipient, template: 'confirm-address', data: { token: app.token() } })
    await until(() => app.lines().length === 1)
    t.match(app.lines()[0]?.link, origin)
    if (env.PORT === '0') {
      const { port } = app.server.server.address() as { port: number }
      t.match(app.lines()[0]?.link, `:${port}/`)
    }
  })
}
