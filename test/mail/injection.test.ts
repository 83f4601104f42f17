import t from 'tap'
import type { NewMail } from '../../src/mail/outbox.js'
import { noon } from '../helper.js'
import { until } from '../until.js'
import { buildMailApp, notice, recipient } from './mail-app.js'
import { startMailServer } from './mail-server.js'

/** The headers of every mail. User input adds none. */
const headers = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'subject',
  'to'
]

const attacks = [
  'rey@example.org\r\nBcc: victim@example.org',
  'rey@example.org\nBcc: victim@example.org',
  'rey\r\nBcc: victim@example.org@example.org',
  'rey@example.org\r\nRCPT TO:<victim@example.org>',
  'rey@example.org>\r\nRCPT TO:<victim@example.org',
  'rey@example.org, victim@example.org',
  'victim@example.org,rey@example.org',
  'friends: rey@example.org, victim@example.org;',
  '"rey@example.org" <victim@example.org>',
  '<victim@example.org>',
  'rey@example.org\r\n\r\nA body of my own',
  'rey@example.org\r\n.\r\nMAIL FROM:<victim@example.org>',
  ''
]

t.test('an invalid address gets no mail and reaches no server', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, mails.env)
  for (const attack of attacks)
    await app.server.mail.enqueue(app.db, { ...notice, recipient: attack })
  app.server.mail.wake()
  await until(async () => (await app.outbox()).length === 0)
  t.equal(mails.attempts, 0)
  t.equal(app.lines().length, attacks.length)
  for (const line of app.lines()) t.match(line, { reason: 'the recipient is not a valid address' })
})

const odd = [
  "o'hara+x=victim#example.org@example.org",
  '!#$%&*/=?^`{|}~-@example.org',
  'Bcc@example.org',
  '%0d%0aBcc@example.org',
  '=?utf-8?q?Bcc?=@example.org'
]

t.test('an unusual address is one recipient and adds no header', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, mails.env)
  for (const one of odd) await app.server.mail.enqueue(app.db, { ...notice, recipient: one })
  app.server.mail.wake()
  await until(async () => (await app.outbox()).length === 0)
  t.equal(mails.received.length, odd.length)
  for (const one of odd) {
    const received = mails.received.filter(({ to }) => to.includes(one))
    t.match(received, [{ to: [one], from: 'api@example.org' }], one)
    t.strictSame(received[0]?.headers.map(([name]) => name).sort(), headers, one)
  }
})

t.test('user input stays in the body', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, mails.env)
  const attack = 'x\r\nBcc: victim@example.org\r\n\r\n.\r\nQUIT\r\n<script>alert(1)</script>'
  const template = 'session-taken-over'
  const data = { at: noon, ip: attack, user_agent: attack }
  const changed: NewMail = { recipient, template: 'address-changed', data: { email: attack } }
  await app.server.mail.enqueue(app.db, { recipient, template, data })
  await app.send(changed)
  await until(() => mails.received.length === 2)
  for (const received of mails.received) {
    t.strictSame(received.to, [recipient])
    t.strictSame(received.headers.map(([name]) => name).sort(), headers)
    t.match(received.parts['text/plain'], 'x Bcc: victim@example.org . QUIT <script>alert(1)')
    t.notMatch(received.parts['text/html'], '<script')
  }
})

const strangeRows: Record<string, [template: string, data: string, reason: RegExp]> = {
  'an unknown template': ['nonsense', '{}', /no template "nonsense"/],
  'a name that every object has': ['toString', '{}', /no template "toString"/],
  'a token of a secret that is gone': [
    'verify-address',
    JSON.stringify({ token: { kind: 'email', kid: 'gonegone', claims: { exp: noon + 60 } } }),
    /secret "gonegone" .* no longer configured/
  ]
}

for (const [what, [template, data, reason]] of Object.entries(strangeRows)) {
  t.test(`${what} fails permanently`, async (t) => {
    const mails = await startMailServer(t)
    const app = await buildMailApp(t, mails.env)
    const row = { recipient, template, data, created_at: noon, tries: 0, next_try_at: noon }
    await app.db.insertInto('mails').values(row).execute()
    app.server.mail.wake()
    await until(async () => (await app.outbox()).length === 0)
    t.match(app.lines(), [{ level: 50, msg: 'mail discarded', reason }])
    t.equal(mails.attempts, 0)
  })
}

t.test('invalid data is retried and logged', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, mails.env)
  for (const data of ['{', '{"token":{"kind":"email","kid":"x"}}']) {
    const row = { recipient, template: 'verify-address', data, created_at: noon, tries: 0 }
    await app.db
      .insertInto('mails')
      .values({ ...row, next_try_at: noon })
      .execute()
  }
  app.server.mail.wake()
  await until(() => app.lines().length === 2)
  t.match(app.lines(), [{ msg: 'mail not sent; the next try is in 1 s' }, { level: 40 }])
})
