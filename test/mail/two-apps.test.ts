import t from 'tap'
import { temporaryDirectory } from '../helper.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { buildMailApp, notice } from './mail-app.js'
import { startMailServer } from './mail-server.js'

t.test('two instances on one database send each mail once', async (t) => {
  const { url } = await startRedis(t)
  const mails = await startMailServer(t)
  const env = { ...mails.env, REDIS_URL: url, DATA_DIR: temporaryDirectory(t) }
  const apps = [await buildMailApp(t, env), await buildMailApp(t, env)] as const
  const recipients = Array.from({ length: 30 }, (_, i) => `clone-${i}@example.org`)
  for (const [i, recipient] of recipients.entries()) {
    const app = apps[i % 2] as (typeof apps)[0]
    await app.server.mail.enqueue(app.db, { ...notice, recipient })
    for (const { server } of apps) server.mail.wake()
  }
  await until(async () => (await apps[0].outbox()).length === 0)
  t.same(mails.received.flatMap(({ to }) => to).sort(), recipients.sort())
})
