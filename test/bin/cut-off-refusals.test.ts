import pg from 'pg'
import t from 'tap'
import { readCommand } from '../../bin/admin-command-line.js'
import type { OperatorApp } from '../../bin/admin-commands.js'
import { raiseUserIds } from '../../src/accounts/order-cut-off.js'
import { registerInstance } from '../../src/database/instances.js'
import { createFileMark } from '../../src/revocation/file-mark.js'
import { createUser, opensFilms } from '../accounts/actors.js'
import { openDatabase } from '../database/open-database.js'
import { build, mint, temporaryDirectory } from '../helper.js'
import { createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { inEveryCombination } from '../stores.js'

async function cutOff(app: OperatorApp, ...args: string[]): Promise<string> {
  const lines: string[] = []
  for await (const line of readCommand(['tokens-valid-from', ...args])(app)) lines.push(line)
  return lines.join('\n')
}

const seconds = () => Math.floor(Date.now() / 1000)

t.test('times and options are read strictly', async (t) => {
  for (const time of ['yesterday', '2026-11-29', '2026-11-29T12:00:00', '05', '1e9', '']) {
    t.throws(() => readCommand(['tokens-valid-from', time]), { name: 'UsageError' }, time)
  }
  t.throws(() => readCommand(['tokens-valid-from']), { name: 'UsageError' })
  t.throws(() => readCommand(['list', '--reset-passwords']), { name: 'UsageError' })
  for (const time of ['now', '1795435200', '2026-11-29T12:00:00Z', '2026-11-29T12:00:00.5+01:00']) {
    t.type(readCommand(['tokens-valid-from', time, '--disable-clients']), 'function')
  }
})

t.test('clocks that differ too much are reported', async (t) => {
  const app = await build(t)
  const mark = createFileMark(app.config.settings.DATA_DIR)
  await mark.raise({ newest: seconds() + 3 })
  await cutOff(app, 'now')
  t.match(
    await app.db.selectFrom('token_cut_offs').select('valid_from').execute(),
    [{ valid_from: ((await mark.read()) as { newest: number }).newest }],
    'a small difference delays it'
  )
  await mark.raise({ newest: seconds() + 3600 })
  await t.rejects(cutOff(app, 'now'), { message: /recorded at \S+Z, .* is \S+Z: check the clocks/ })
})

t.test('an instance of an earlier release is named', async (t) => {
  const app = await build(t)
  await app.db.deleteFrom('instances').execute()
  await t.rejects(cutOff(app, 'now'), { message: /earlier release(.|\n)*serving lock in \S+/ })
  t.same(await app.db.selectFrom('token_cut_offs').selectAll().execute(), [])
})

t.test('an instance of an earlier release on PostgreSQL is named', async (t) => {
  const DATABASE_URL = await createDatabase(t)
  const env = { DATABASE_URL, REDIS_URL: (await startRedis(t)).url }
  const app = await build(t, { env })
  const former = new pg.Client({
    connectionString: DATABASE_URL,
    application_name: 'starwars-api'
  })
  await former.connect()
  await t.rejects(cutOff(app, 'now'), {
    message: /an instance of an earlier release runs(.|\n)*on \S+, PostgreSQL process \d+/
  })
  await former.end()
})

/** The decorators are on a prototype, so a copy would not have them. */
const toolsOf = ({ config, db, clock, passwords }: OperatorApp): OperatorApp => ({
  config,
  db,
  clock,
  passwords
})

t.test('the serving process must apply it', async (t) => {
  const app = await build(t)
  let now = 0
  const impatient = { ...toolsOf(app), clock: () => now++ }
  await t.rejects(cutOff(impatient, 'now', '--wait', '0'), {
    message: /recorded, but not in force everywhere yet: the running service has not applied it/
  })
  await cutOff(app, 'now')
})

t.test('without a running service, it is in force at once', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t) }
  const app = await build(t, { env })
  await app.close()
  const db = await openDatabase(t, env)
  await cutOff({ ...toolsOf(app), db }, 'now', '--wait', '0')
  const early = mint('access', { iat: seconds() - 60 })
  t.notOk(await opensFilms(await build(t, { env }), early))
})

t.test('buckets that belong to another server', async (t) => {
  const env = { DATA_DIR: temporaryDirectory(t), REDIS_URL: (await startRedis(t)).url }
  const app = await build(t, { env })
  await app.close()
  const db = await openDatabase(t, env)
  const operator = { ...toolsOf(app), db }
  await db.updateTable('revocation_buckets').set({ server: 'former' }).execute()
  await cutOff(operator, 'now', '--wait', '0')

  await registerInstance(db, { id: 'one', host: 'h', pid: 1, version: '0' })
  let now = 0
  await t.rejects(cutOff({ ...operator, clock: () => now++ }, 'now', '--wait', '0'), {
    message: /not in force everywhere yet: redis-unreachable.* Run the command again/
  })
})

inEveryCombination('ids of users are never used again', async (t, stores) => {
  const app = await stores.build()
  await raiseUserIds(app.db, 0)
  await raiseUserIds(app.db, 5)
  const { id } = await createUser(app)
  t.ok(id > 5)
  await raiseUserIds(app.db, 1200)
  t.ok((await createUser(app)).id > 1200)
  await raiseUserIds(app.db, 3)
  t.ok((await createUser(app)).id < 1300)
})
