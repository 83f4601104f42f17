import t from 'tap'
import { until } from '../until.js'
import { buildMailApp, notice } from './mail-app.js'
import { startMailServer } from './mail-server.js'

t.test('the mail server is up or down by its last use', async (t) => {
  const mails = await startMailServer(t)
  const app = await buildMailApp(t, mails.env)
  const { mailTransport } = app.server
  t.equal(mailTransport.isUp(), null, 'not used yet')
  await app.send(notice)
  await until(() => mailTransport.isUp() === true)
  await mails.stop()
  await app.send(notice)
  await until(() => mailTransport.isUp() === false)
  await mails.start()
  mails.refusal = { code: 550, at: 'recipient' }
  app.pass(3600)
  await until(() => mailTransport.isUp() === true)
  t.equal(mails.attempts, 2, 'a refusal is a response')
})

t.test('without a mail server there is none that is down', async (t) => {
  const app = await buildMailApp(t)
  await app.send(notice)
  await until(async () => (await app.outbox()).length === 0)
  t.equal(app.server.mailTransport.isUp(), null)
})
