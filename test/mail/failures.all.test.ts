import { createServer, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import t from 'tap'
import { parseSmtpUrl } from '../../src/mail/smtp-url.js'
import { noon, temporaryDirectory } from '../helper.js'
import { until } from '../until.js'
import { buildMailApp, notice, recipient } from './mail-app.js'
import { startMailServer } from './mail-server.js'

type App = Awaited<ReturnType<typeof buildMailApp>>

/** Waits until the only mail has failed that many times, and returns the time of its next try. */
async function dueAfterTry(app: App, tries: number): Promise<number> {
  await until(() => app.lines().filter(({ msg }) => /not sent/.test(msg)).length === tries)
  const [row] = await app.outbox()
  return row?.next_try_at as number
}

t.test('mails are sent after a temporary outage of the mail server', async (t) => {
  const mails = await startMailServer(t)
  await mails.stop()
  const app = await buildMailApp(t, mails.env)
  await app.send({ recipient, template: 'verify-address', data: { token: app.token() } })
  t.equal(await dueAfterTry(app, 1), noon + 1)
  app.pass(1)
  t.equal(await dueAfterTry(app, 2), noon + 1 + 5)
  await mails.start()
  app.pass(4)
  t.equal(mails.received.length, 0, 'not before the next try is due')
  app.pass(1)
  await until(() => mails.received.length === 1)
  await until(async () => (await app.outbox()).length === 0)
  t.match(app.lines(), [
    { mail: 1, template: 'verify-address', tries: 1, msg: 'mail not sent; the next try is in 1 s' },
    { mail: 1, template: 'verify-address', tries: 2, msg: 'mail not sent; the next try is in 5 s' }
  ])
  t.match(app.lines()[0]?.reason, /ECONNREFUSED/)
})

for (const at of ['recipient', 'message'] as const) {
  t.test(`a temporary rejection of the ${at} is retried with growing delays`, async (t) => {
    const mails = await startMailServer(t)
    mails.refusal = { at, code: 451 }
    const app = await buildMailApp(t, mails.env)
    await app.send(notice)
    let now = noon
    for (const [i, delay] of [1, 5, 15, 60, 300, 300].entries()) {
      t.equal(await dueAfterTry(app, i + 1), now + delay)
      now += delay
      app.pass(delay)
    }
    await dueAfterTry(app, 7)
    mails.refusal = undefined
    app.pass(300)
    await until(() => mails.received.length === 1)
    t.equal(mails.attempts, 8)
  })
}

t.test('a rejected recipient does not block other mails', async (t) => {
  const mails = await startMailServer(t, {
    onRcptTo({ address }, _session, done) {
      done(address === recipient ? Object.assign(new Error('no'), { responseCode: 450 }) : null)
    }
  })
  const app = await buildMailApp(t, mails.env)
  await app.server.mail.enqueue(app.db, notice)
  for (let i = 0; i < 7; i++) {
    await app.server.mail.enqueue(app.db, { ...notice, recipient: `clone-${i}@example.org` })
  }
  await until(() => mails.received.length === 7)
  await until(async () => (await app.outbox()).length === 1)
  t.match(await app.outbox(), [{ recipient, tries: 1 }])
})

t.test('a mail fails permanently after three days', async (t) => {
  const app = await buildMailApp(t, { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@b.example' })
  await app.send(notice)
  await dueAfterTry(app, 1)
  app.pass(3 * 86_400)
  await until(async () => (await app.outbox()).length === 0)
  t.match(app.lines().at(-1), {
    level: 50,
    tries: 2,
    msg: 'mail discarded'
  })
})

t.test('a mail with an expired link is not sent', async (t) => {
  const mails = await startMailServer(t)
  await mails.stop()
  const app = await buildMailApp(t, mails.env)
  await app.send({ recipient, template: 'verify-address', data: { token: app.token() } })
  await dueAfterTry(app, 1)
  await mails.start()
  app.pass(3600)
  await until(async () => (await app.outbox()).length === 0)
  t.match(app.lines().at(-1), {
    level: 50,
    reason: 'the link in the mail has expired',
    msg: 'mail discarded'
  })
  t.equal(mails.attempts, 0)
})

t.test('a mail survives a restart of the service', async (t) => {
  const mails = await startMailServer(t)
  await mails.stop()
  const env = { ...mails.env, DATA_DIR: temporaryDirectory(t) }
  const first = await buildMailApp(t, env)
  await first.send(notice)
  await dueAfterTry(first, 1)
  await first.server.close()
  await mails.start()
  const second = await buildMailApp(t, env)
  second.pass(1)
  await until(() => mails.received.length === 1)
  await until(async () => (await second.outbox()).length === 0)
  t.equal(mails.received.length, 1)
})

t.test('a mail that a dead process has claimed is sent by another', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, mails.env)
  const row = { ...notice, data: '{}', created_at: noon, tries: 1, next_try_at: noon + 60 }
  await app.db.insertInto('mails').values(row).execute()
  app.pass(59)
  await app.send({ ...notice, recipient: 'finn@example.org' })
  await until(() => mails.received.length === 1)
  t.strictSame(mails.received[0]?.to, ['finn@example.org'])
  app.pass(1)
  await until(() => mails.received.length === 2)
  t.strictSame(mails.received[1]?.to, [recipient])
})

t.test('an SMTP server that hangs delays neither responses nor the close', async (t) => {
  const sockets = new Set<Socket>()
  const silent = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    socket.write('220 mail.example ESMTP\r\n')
  })
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as { port: number }
  const env = { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'a@b.example' }
  const app = await buildMailApp(t, { ...env, DATA_DIR: temporaryDirectory(t) })
  await app.send(notice)
  await until(() => sockets.size === 1)
  t.equal((await app.server.inject('/healthz')).statusCode, 200)
  t.match(await app.outbox(), [{ tries: 1, next_try_at: noon + 60 }])
  await app.server.close()
  // The timeout of the SMTP client would give "timeout" as the reason.
  t.match(app.lines().at(-1), {
    tries: 1,
    reason: 'the service is closing',
    msg: 'mail not sent; the next try is in 1 s'
  })
  app.server.mail.wake()
})

t.test('a close waits for a slow SMTP server', async (t) => {
  let hasBegun = false
  const mails = await startMailServer(t, {
    onMailFrom(_address, _session, done) {
      hasBegun = true
      setTimeout(done, 500)
    }
  })
  const app = await buildMailApp(t, mails.env)
  await app.send(notice)
  await until(() => hasBegun)
  await app.server.close()
  t.equal(mails.received.length, 1, 'the mail is sent while the service closes')
})

t.test('no password is sent to a remote server without TLS', async (t) => {
  const logins: unknown[] = []
  const mails = await startMailServer(t, {
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      logins.push(auth)
      done(null, { user: 'u' })
    }
  })
  const settings = parseSmtpUrl('smtp://user:password@mail.example')
  const transport = createTransport({ ...settings, host: '127.0.0.1', port: mails.port })
  await t.rejects(transport.sendMail({ from: 'a@b.example', to: recipient, text: 'x' }), {
    code: 'ETLS'
  })
  t.strictSame(logins, [])
})
