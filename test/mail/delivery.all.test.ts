import t from 'tap'
import { until } from '../until.js'
import { buildMailApp, recipient } from './mail-app.js'
import { type Received, startMailServer } from './mail-server.js'

const header = ({ headers }: Received, name: string) =>
  headers.filter(([known]) => known === name).map(([, value]) => value)

t.test('a mail arrives as text and HTML, with a link that contains a valid token', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, { ...mails.env, PUBLIC_URL: 'https://api.example/base/' })
  await app.send({ recipient, template: 'verify-address', data: { token: app.token() } })
  await until(() => mails.received.length === 1)
  const [received] = mails.received as [Received]

  t.equal(received.from, 'api@example.org')
  t.strictSame(received.to, [recipient])
  t.strictSame(header(received, 'to'), [recipient])
  t.strictSame(header(received, 'from'), ['Star Wars <api@example.org>'])
  t.strictSame(header(received, 'subject'), ['Verify your e-mail address'])
  t.strictSame(header(received, 'auto-submitted'), ['auto-generated'])
  t.strictSame(header(received, 'date'), ['Mon, 23 Nov 2026 12:00:00 +0000'])
  t.match(header(received, 'message-id'), [/^<1795435200\.1@example\.org>$/])
  t.strictSame(Object.keys(received.parts), ['text/plain', 'text/html'])

  const link = /^https:\S+$/m.exec(received.parts['text/plain'] as string)?.[0] as string
  t.match(received.parts['text/html'], `href="${link}"`)
  t.match(link, 'https://api.example/base/users/v1/email_verification?token=')
  const token = new URL(link).searchParams.get('token') as string
  const { kind, info } = app.server.tokens.verify(token, ['email'])
  t.match({ kind, info }, { kind: 'email', info: { user_id: 7, email_claim: recipient } })
  await until(async () => (await app.outbox()).length === 0)
})

t.test('the link of a password mail leads to the password page', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, { ...mails.env, PUBLIC_URL: 'https://api.example' })
  await app.send({ recipient, template: 'reset-password', data: { token: app.token('password') } })
  await until(() => mails.received.length === 1)
  const text = mails.received[0]?.parts['text/plain'] as string
  const link = /^https:\/\/api\.example\/users\/v1\/password_change\?token=(\S+)$/m.exec(text)
  t.equal(app.server.tokens.verify(link?.[1] as string, ['password']).kind, 'password')
})

t.test('the outbox stores the claims of a token, not the token', async (t) => {
  const app = await buildMailApp(t, { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@b.example' })
  const token = app.token()
  await app.server.mail.enqueue(app.db, { recipient, template: 'verify-address', data: { token } })
  const [row] = await app.outbox()
  const signature = app.server.tokens.sign(token).split('.')[2] as string
  t.same(JSON.parse(row?.data as string), { token })
  t.notOk(JSON.stringify(row).includes(signature))
})

t.test('a mail is rolled back with its transaction', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, mails.env)
  const failing = app.db.transaction().execute(async (trx) => {
    await app.server.mail.enqueue(trx, { recipient, template: 'address-taken', data: {} })
    throw new Error('rolled back')
  })
  await t.rejects(failing, { message: 'rolled back' })
  await app.send({ recipient: 'finn@example.org', template: 'address-taken', data: {} })
  await until(() => mails.received.length === 1)
  t.strictSame(mails.received[0]?.to, ['finn@example.org'])
  t.equal(mails.attempts, 1)
})

t.test('the outbox is polled without wake()', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, mails.env)
  await app.server.mail.enqueue(app.db, { recipient, template: 'address-taken', data: {} })
  await until(() => mails.received.length === 1)
  t.pass('the outbox is polled')
})

t.test('several mails are each sent once', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, mails.env)
  const recipients = Array.from({ length: 23 }, (_, i) => `clone-${i}@example.org`)
  for (const one of recipients) {
    await app.server.mail.enqueue(app.db, { recipient: one, template: 'address-taken', data: {} })
  }
  app.server.mail.wake()
  await until(async () => (await app.outbox()).length === 0)
  t.same(mails.received.flatMap(({ to }) => to).sort(), recipients.sort())
})

t.test('the credentials of SMTP_URL are sent to the mail server', async (t) => {
  const logins: unknown[] = []
  const mails = await startMailServer(t, {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      logins.push([username, password])
      done(null, { user: username })
    }
  })
  const SMTP_URL = mails.url.replace('//', '//us%40er:p%3Aw@')
  const app = await buildMailApp(t, { ...mails.env, SMTP_URL })
  await app.send({ recipient, template: 'address-taken', data: {} })
  await until(() => mails.received.length === 1)
  t.strictSame(logins, [['us@er', 'p:w']])
})
