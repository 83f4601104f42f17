import t, { type Test } from 'tap'
import { createUser } from '../../src/accounts/store/users.js'
import { noon } from '../helper.js'
import { until } from '../until.js'
import { buildMailApp, notice, recipient } from './mail-app.js'
import { startMailServer } from './mail-server.js'

type App = Awaited<ReturnType<typeof buildMailApp>>
type Stage = 'sender' | 'recipient' | 'message'
type ServerOptions = NonNullable<Parameters<typeof startMailServer>[1]>

const refused = (responseCode: number) => Object.assign(new Error('no'), { responseCode })

/** Options of a server that returns a code at one stage of a mail. */
const refusing: Record<Stage, (code: number) => ServerOptions> = {
  sender: (code) => ({ onMailFrom: (_address, _session, done) => done(refused(code)) }),
  recipient: (code) => ({ onRcptTo: (_address, _session, done) => done(refused(code)) }),
  message: (code) => ({
    onData(stream, _session, done) {
      stream.resume().on('end', () => done(refused(code)))
    }
  })
}

const eventsOf = ({ db }: App) =>
  db.selectFrom('events').selectAll().where('type', '=', 'mail-failed').execute()

const outcomes = async (app: App) => {
  const events = await eventsOf(app)
  return events.map(({ outcome, user_id, ip, detail }) => ({
    outcome,
    user_id,
    ip,
    detail: JSON.parse(detail)
  }))
}

async function isTriedAgain(t: Test, app: App) {
  await until(() => app.lines().length === 1)
  t.match(app.lines(), [{ level: 40, msg: 'mail not sent; the next try is in 1 s' }])
  t.match(await app.outbox(), [{ tries: 1, next_try_at: noon + 1 }])
  t.strictSame(await eventsOf(app), [])
}

for (const stage of Object.keys(refusing) as Stage[]) {
  for (const code of [500, 501, 530, 550, 552, 553, 554]) {
    t.test(`${code} to the ${stage} fails the mail at once, with an event`, async (t) => {
      const mails = await startMailServer(t, refusing[stage](code))
      const app = await buildMailApp(t, mails.env)
      await app.send({ recipient, template: 'verify-address', data: { token: app.token() } })
      await until(async () => (await app.outbox()).length === 0)
      const detail = { template: 'verify-address', tries: 1, reason: 'refused', smtp_code: code }
      t.strictSame(await outcomes(app), [{ outcome: 'failure', user_id: 7, ip: '', detail }])
      t.match(app.lines(), [{ level: 50, mail: 1, tries: 1, msg: 'mail discarded' }])
      t.match(app.lines()[0]?.reason, String(code))
      t.notMatch(
        JSON.stringify([app.lines(), await eventsOf(app)]),
        recipient,
        'the address is neither logged nor in the event'
      )
    })
  }
  for (const code of [421, 450, 451, 452]) {
    t.test(`${code} to the ${stage} is retried`, async (t) => {
      const mails = await startMailServer(t, refusing[stage](code))
      const app = await buildMailApp(t, mails.env)
      await app.send(notice)
      await isTriedAgain(t, app)
    })
  }
}

t.test(
  'the failure of a mail without a token is recorded for the account of its address',
  async (t) => {
    const mails = await startMailServer(t, refusing.recipient(550))
    const app = await buildMailApp(t, mails.env)
    const account = {
      email: recipient,
      role: 'basic',
      passwordHash: null,
      verifiedAt: noon
    } as const
    const { id } = await createUser(app.db, account, noon)
    await app.send(notice)
    await until(async () => (await app.outbox()).length === 0)
    t.match(await outcomes(app), [{ user_id: id }])
  }
)

t.test('a token in the error of a mail server is not logged', async (t) => {
  let token = ''
  const mails = await startMailServer(t, {
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk) => {
        text += chunk
      })
      stream.on('end', () => {
        token = /token=3D([\w.=\r\n-]+)/.exec(text)?.[1]?.replace(/=\r\n/g, '') ?? ''
        done(Object.assign(new Error(`spam: token=${token}`), { responseCode: 554 }))
      })
    }
  })
  const app = await buildMailApp(t, mails.env)
  await app.send({ recipient, template: 'verify-address', data: { token: app.token() } })
  await until(async () => (await app.outbox()).length === 0)
  t.equal(token.split('.').length, 3)
  t.match(app.lines(), [{ reason: /554 spam: token=\[token\]/ }])
})

const plain = { hideSMTPUTF8: true } as ServerOptions
const wide = ['νικος@example.org', 'rené@example.org', '김@bücher.example']

for (const one of wide) {
  t.test(`${one} fails permanently if the server has no SMTPUTF8`, async (t) => {
    const mails = await startMailServer(t, plain)
    const app = await buildMailApp(t, mails.env)
    await app.send({ ...notice, recipient: one })
    await until(async () => (await app.outbox()).length === 0)
    t.equal(mails.attempts, 0, 'the address is not sent to the server')
    const detail = { template: 'address-taken', tries: 1, reason: 'refused' }
    t.strictSame(await outcomes(app), [{ outcome: 'failure', user_id: null, ip: '', detail }])
    t.match(app.lines(), [{ level: 50, reason: /SMTPUTF8/, msg: 'mail discarded' }])
  })
  t.test(`${one} gets the mail if the server has SMTPUTF8`, async (t) => {
    const mails = await startMailServer(t)
    const app = await buildMailApp(t, mails.env)
    await app.send({ ...notice, recipient: one })
    await until(() => mails.received.length === 1)
    await until(async () => (await app.outbox()).length === 0)
    t.strictSame(await eventsOf(app), [])
  })
  t.test(`${one} is retried if the server is down`, async (t) => {
    const app = await buildMailApp(t, { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@b.example' })
    await app.send({ ...notice, recipient: one })
    await isTriedAgain(t, app)
  })
}

t.test('an internationalized domain is sent in ASCII', async (t) => {
  const mails = await startMailServer(t, plain)
  const app = await buildMailApp(t, mails.env)
  await app.send({ ...notice, recipient: 'rey@bücher.example' })
  await until(() => mails.received.length === 1)
  // The test server decodes the domain.
  t.strictSame(mails.received[0]?.to, ['rey@bücher.example'])
})
