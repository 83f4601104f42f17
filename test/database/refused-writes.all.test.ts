import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { createUser, logIn, logOut, tryLogin } from '../accounts/actors.js'
import { bearer, type build } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { askPostgres, createDatabase } from '../postgres.js'
import { openStores } from '../stores.js'
import { until } from '../until.js'
import { openDatabase } from './open-database.js'

type App = Awaited<ReturnType<typeof build>>
const readiness = async (app: App) => (await app.inject('/readyz')).json()

async function start(t: Test, root: Test) {
  const stores = await openStores(t, { database: 'PostgreSQL', set: 'Redis' }, root)
  const app = await stores.build()
  const user = await createUser(app)
  const tokens = await logIn(app, user)
  await until(async () => (await readiness(app)).status === 'ok')
  const url = String(stores.env.DATABASE_URL)
  return { app, user, tokens, url, env: stores.env, ask: (text: string) => askPostgres(text, url) }
}
type Started = Awaited<ReturnType<typeof start>>

/** Asserts that writes are rejected, and that reads of existing data still work. */
async function assertRefused(t: Test, { app, user, tokens }: Started, state: string) {
  const headers = bearer(tokens.token)
  for (const answer of [await logOut(app, tokens.token), await tryLogin(app, user)]) {
    const { detail } = assertProblem(t, answer, 'service-unavailable')
    t.ok(detail.startsWith(`${state}: `), detail)
    t.equal(answer.headers['retry-after'], '1')
  }
  const answer = await app.inject('/readyz')
  t.strictSame([answer.statusCode, answer.json()], [200, { status: state }])
  t.equal((await app.inject({ url: '/films/v1/', headers })).statusCode, 200)
}

t.test(
  'a read-only PostgreSQL is reported, and connections are renewed after it recovers',
  async (t) => {
    const started = await start(t, t)
    const { app, tokens, url } = started
    const name = new URL(url).pathname.slice(1)
    await askPostgres(`alter database ${name} set default_transaction_read_only = on`)
    await askPostgres(
      `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = '${name}' and pid <> pg_backend_pid() and application_name like 'starwars-api%'`
    )
    await until(async () => (await readiness(app)).status === 'database-read-only')
    await assertRefused(t, started, 'database-read-only')

    // Open connections keep the setting, so recovery requires new ones.
    await askPostgres(`alter database ${name} reset default_transaction_read_only`)
    await until(async () => (await readiness(app)).status === 'ok')
    await until(async () => (await logOut(app, tokens.token)).statusCode === 200)
  }
)

/** Error codes that a trigger raises in place of PostgreSQL. */
const codes = {
  '53100': 'database-full',
  '25006': 'database-read-only',
  '53200': 'database-unreachable',
  '53400': 'database-unreachable',
  '58030': 'database-unreachable',
  '42501': 'database-unreachable'
}

t.test(
  'a write error of PostgreSQL is reported by its code, and the service recovers',
  async (t) => {
    const started = await start(t, t)
    const { app, tokens, ask } = started
    const tables = ['users', 'sessions', 'revocations', 'events', 'write_probes']
    for (const [code, state] of Object.entries(codes)) {
      await ask(
        `create or replace function refuse() returns trigger language plpgsql as
       $$ begin raise exception 'refused here' using errcode = '${code}'; end $$`
      )
      for (const table of tables) {
        await ask(
          `create trigger refuse before insert or update on ${table} execute function refuse()`
        )
      }
      await assertRefused(t, started, state)
      for (const table of tables) await ask(`drop trigger refuse on ${table}`)
      await until(async () => (await readiness(app)).status === 'ok')
    }
    t.equal((await logOut(app, tokens.token)).statusCode, 200)
  }
)

t.test('a service starts on a read-only PostgreSQL, and serves reads', async (t) => {
  const stores = await openStores(t, { database: 'PostgreSQL', set: 'Redis' }, t)
  const first = await stores.build()
  const tokens = await logIn(first, await createUser(first))
  await until(async () => (await readiness(first)).status === 'ok')
  await first.close()
  const name = new URL(String(stores.env.DATABASE_URL)).pathname.slice(1)
  await askPostgres(`alter database ${name} set default_transaction_read_only = on`)
  const app = await stores.build()
  await until(async () => (await readiness(app)).status === 'database-read-only')
  t.equal((await app.inject({ url: '/films/v1/', headers: bearer(tokens.token) })).statusCode, 200)
})

t.test('a failed rollback does not hide the original error', async (t) => {
  const db = await openDatabase(t, { DATABASE_URL: await createDatabase(t) })
  await sql`create table notes (text text)`.execute(db)
  const transaction = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    await askPostgres(`select pg_terminate_backend(${rows[0]?.pid})`)
    throw new Error('the reason')
  })
  await t.rejects(transaction, { message: 'the reason' })
  await sql`insert into notes values ('whole')`.execute(db)
})
