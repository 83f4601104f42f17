import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import t from 'tap'
import { refuseClient } from '../../src/clients/clients.js'
import { deleteClient, listClients, rotateClient } from '../../src/clients/manage.js'
import type { App } from '../accounts/actors.js'
import { build, noon } from '../helper.js'
import { captureLog } from '../log/capture-log.js'
import { inEveryCombination } from '../stores.js'
import { until } from '../until.js'
import { askersOf, basic, clientOf, post } from './client-app.js'

const commandOf = (app: App) => ({ request: { ip: '', id: randomUUID() }, now: app.clock() })

async function rotate(app: App, name: string, keep: number): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  await rotateClient(app.db, { name, secret }, keep, commandOf(app))
  return secret
}

const statusFor = async (app: App, name: string, secret: string) =>
  (await post(app, 'introspect', { headers: basic(name, secret), body: 'token=x' })).statusCode

inEveryCombination('after a rotation, two secrets are valid for a time', async (t, stores) => {
  let now = noon
  const apps = await stores.buildAll({ clock: () => now })
  const [app] = apps
  const { name, secret: first } = await clientOf(app)
  const second = await rotate(app, name, 3600)
  const statuses = async (...secrets: string[]) => {
    const all = []
    for (const one of apps) {
      for (const secret of secrets) all.push(await statusFor(one, name, secret))
    }
    return all
  }
  const onAll = (...expected: number[]) => apps.flatMap(() => expected)
  t.strictSame(await statuses(first, second), onAll(200, 200))
  now += 3599
  t.strictSame(await statuses(first), onAll(200))
  now += 1
  t.strictSame(await statuses(first, second), onAll(401, 200))
  t.equal(await refuseClient(app.db, { name, secret: first }, now), 'expired-secret')

  const third = await rotate(app, name, 60)
  const fourth = await rotate(app, name, 60)
  t.strictSame(
    await statuses(second, third, fourth),
    onAll(401, 200, 200),
    'two valid secrets at most'
  )
  const last = await rotate(app, name, 0)
  t.strictSame(await statuses(fourth, last), onAll(401, 200), 'without a time to keep it')

  await deleteClient(app.db, name, commandOf(app))
  t.strictSame(await statuses(fourth, last), onAll(401, 401))
  const events = await app.db
    .selectFrom('events')
    .select(['type', 'detail'])
    .where('outcome', '=', 'success')
    .orderBy('id')
    .execute()
  t.strictSame(
    events.map(({ type }) => type),
    ['client-created', ...Array(4).fill('client-rotated'), 'client-deleted']
  )
  t.strictSame(JSON.parse(String(events[1]?.detail)), {
    client: name,
    previous_until: '2026-11-23T13:00:00Z',
    actor: 'command line'
  })
})

t.test('an unknown client is neither rotated nor deleted, and leaves no event', async (t) => {
  const app = await build(t)
  const message = 'There is no client "nobody"'
  await t.rejects(rotate(app, 'nobody', 1), { message })
  await t.rejects(deleteClient(app.db, 'nobody', commandOf(app)), { message })
  t.strictSame(await app.db.selectFrom('events').selectAll().execute(), [])
})

inEveryCombination('the last use is recorded once a minute', async (t, stores) => {
  let now = noon + 0.5
  const app = await stores.build({ clock: () => now })
  const { ask, service } = await askersOf(app)
  const lastUse = async () => (await listClients(app.db))[0]?.last_used_at
  t.equal(await lastUse(), null)
  await ask('x', basic(service.name, 'wrong'))
  await ask('x')
  await until(async () => (await lastUse()) === noon)
  now += 59
  await ask('x')
  now += 1
  t.equal(await lastUse(), noon, 'not yet')
  await ask('x')
  await until(async () => (await lastUse()) === noon + 60)
})

t.test('a use that cannot be recorded changes no response', async (t) => {
  const { server: app, lines } = await captureLog(t, 'error')
  const { ask } = await askersOf(app)
  await sql`
    create trigger refusal before update on services
    begin select raise(abort, 'out of order'); end`.execute(app.db)
  t.equal((await ask('x')).statusCode, 200)
  await until(() => lines().some(({ msg }) => msg === 'recording the use of clients: failed'))
})
