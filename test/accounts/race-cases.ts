import type { Test } from 'tap'
import { bearer } from '../helper.js'
import { type Combination, openStores, type Stores } from '../stores.js'
import { type App, createUser, logIn, type Tokens, type User } from './actors.js'
import { password, start } from './flows.js'

type Flows = Awaited<ReturnType<typeof start>>

interface Round {
  readonly caller: User
  readonly target: User
  readonly tokens: Tokens
  readonly admin: string
}

interface Race {
  readonly name: string
  /** The operation of the caller. */
  act(app: App, round: Round): Promise<{ statusCode: number; body: string }>
  /** The event type of the operation. */
  readonly done: string
  /** Ends the authority of the caller. */
  end(app: App, round: Round): Promise<{ statusCode: number }>
  readonly ended: string
}

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'
const ask = (app: App, method: Method, path: string, token: string, payload?: object) =>
  app.inject({
    method,
    url: `/users/v1/${path}`,
    headers: bearer(token),
    ...(payload && { payload })
  })

const demote: Pick<Race, 'end' | 'ended'> = {
  end: (app, { caller, admin }) =>
    ask(app, 'PATCH', String(caller.id), admin, { access_role: 'basic' }),
  ended: 'role-changed'
}
const disable: Pick<Race, 'end' | 'ended'> = {
  end: (app, { caller, admin }) => ask(app, 'PATCH', String(caller.id), admin, { disabled: true }),
  ended: 'disabled'
}
const remove: Pick<Race, 'end' | 'ended'> = {
  end: (app, { caller, admin }) => ask(app, 'DELETE', String(caller.id), admin),
  ended: 'user-deleted'
}
const logOut: Pick<Race, 'end' | 'ended'> = {
  end: (app, { tokens }) => ask(app, 'POST', 'logout', tokens.refresh_token),
  ended: 'logout'
}

/** An operation of a caller whose authority ends concurrently. */
const races: readonly Race[] = [
  {
    name: 'an admin who is demoted promotes',
    act: (app, { target, tokens }) =>
      ask(app, 'PATCH', String(target.id), tokens.token, { access_role: 'admin' }),
    done: 'role-changed',
    ...demote
  },
  {
    name: 'an admin who is disabled disables',
    act: (app, { target, tokens }) =>
      ask(app, 'PATCH', String(target.id), tokens.token, { disabled: true }),
    done: 'disabled',
    ...disable
  },
  {
    name: 'an admin who is deleted deletes',
    act: (app, { target, tokens }) => ask(app, 'DELETE', String(target.id), tokens.token),
    done: 'user-deleted',
    ...remove
  },
  {
    name: 'a user who logs out changes the password',
    act: (app, { caller, tokens }) =>
      ask(app, 'PUT', 'password_change', tokens.token, {
        password: 'copper kettles whistle at seven',
        current_password: caller.password
      }),
    done: 'password-change',
    ...logOut
  },
  {
    name: 'a user who is disabled asks for another address',
    act: (app, { caller, tokens }) =>
      ask(app, 'POST', 'me/email', tokens.token, {
        email: `new.${caller.email}`,
        password: caller.password
      }),
    done: 'email-change-requested',
    ...disable
  }
]

async function open(combination: Combination, root: Test) {
  const stores = await openStores(root, combination, root)
  const flows = await start(root, {}, stores)
  const isShared = stores.database === 'PostgreSQL' && stores.set === 'Redis'
  const other = isShared ? await stores.build() : flows.server
  const leia = await createUser(flows.server, { role: 'admin' })
  const admin = (await logIn(flows.server, leia)).token
  // Deletes the admins of the previous round: a deletion locks all of them.
  const clear = () => flows.server.db.deleteFrom('users').where('id', '!=', leia.id).execute()
  return { stores, flows, other, admin, clear }
}

/** PostgreSQL updates the count when its connections end. */
async function countDeadlocks({ env }: Stores, apps: readonly App[]): Promise<number> {
  const { askPostgres } = await import('../postgres.js')
  for (const app of apps) await app.close()
  const name = new URL(String(env.DATABASE_URL)).pathname.slice(1)
  const [row] = await askPostgres(
    `select deadlocks from pg_stat_database where datname = '${name}'`
  )
  return Number(row?.deadlocks)
}

/** Swaps the order of the two calls in each round. */
async function together<One, Other>(
  round: number,
  one: () => Promise<One>,
  other: () => Promise<Other>
): Promise<[One, Other]> {
  if (round % 2 === 0) return Promise.all([one(), other()])
  const [second, first] = await Promise.all([other(), one()])
  return [first, second]
}

async function newestEvent({ server }: Flows, type: string, userId: number) {
  const row = await server.db
    .selectFrom('events')
    .select('id')
    .where('type', '=', type)
    .where('user_id', '=', userId)
    .where('outcome', '=', 'success')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row?.id
}

/** Concurrent operations, on two instances if the stores are shared. */
export function raceCases(root: Test, combination: Combination, rounds: number): void {
  const { database, set } = combination
  let opened: ReturnType<typeof open> | undefined
  const openOnce = () => {
    opened ??= open(combination, root)
    return opened
  }
  const test = (name: string, body: (t: Test) => Promise<void>) =>
    root.test(`${name}: ${rounds} rounds (${database}, ${set} set)`, body)

  for (const { name, act, done, end, ended } of races) {
    test(`${name}: the operation commits first, or has no effect`, async (t) => {
      const { flows, other, admin, clear } = await openOnce()
      const { server } = flows
      for (let i = 0; i < rounds; i++) {
        await clear()
        const caller = await createUser(server, { role: 'admin' })
        const target = await createUser(server)
        const round = { caller, target, admin, tokens: await logIn(server, caller) }
        const [answer, ending] = await together(
          i,
          () => act(server, round),
          () => end(other, round)
        )
        // A logout returns 401 if the operation has already ended the session.
        const isOver = ending.statusCode === 401 && done === 'password-change'
        if (!isOver) t.equal(ending.statusCode, 200)
        const about = ['role-changed', 'disabled', 'user-deleted'].includes(done) ? target : caller
        const [act_at, end_at] = [
          await newestEvent(flows, done, about.id),
          await newestEvent(flows, ended, caller.id)
        ]
        if (answer.statusCode < 300) {
          if (!isOver) t.ok(Number(act_at) < Number(end_at), 'the operation came first')
        } else {
          t.equal(answer.statusCode, 401, answer.body)
          t.equal(act_at, undefined, 'nothing has changed')
        }
      }
    })
  }

  test('a concurrent logout of all sessions does not end the session of a takeover', async (t) => {
    const { flows, other, clear } = await openOnce()
    const { server } = flows
    for (let i = 0; i < rounds; i++) {
      await clear()
      const caller = await createUser(server)
      const { token } = await logIn(server, caller)
      const [answer, taken] = await together(
        i,
        () => ask(server, 'POST', 'logout?scope=all', token),
        () => logIn(other, caller, { takeover: true })
      )
      t.ok([200, 401].includes(answer.statusCode), answer.body)
      const me = await other.inject({ url: '/users/v1/me', headers: bearer(taken.token) })
      t.equal(me.statusCode, 200, 'the new session is not ended')
    }
  })

  test('a change to the address of a pending admin succeeds while roles of admins change', async (t) => {
    const { flows, other, admin, clear } = await openOnce()
    const { server } = flows
    for (let i = 0; i < rounds; i++) {
      await clear()
      // Ids below and above the id of the pending admin.
      const low = await createUser(server, { role: i % 4 < 2 ? 'admin' : 'basic' })
      const address = `pending.${i}@example.org`
      const pending = await createUser(server, { email: address, role: 'admin', isVerified: false })
      const high = await createUser(server, { role: 'admin' })
      const mover = i % 2 === 0 ? low : high
      const { token } = await logIn(server, mover)
      await ask(server, 'POST', 'me/email', token, { email: address, password: mover.password })
      const link = flows.lastTokenTo(address)
      const [confirmed, ...changed] = await Promise.all([
        flows.verify(link),
        ask(other, 'PATCH', String(low.id), admin, { access_role: 'basic' }),
        ask(server, 'PATCH', String(high.id), admin, { access_role: 'basic' }),
        ask(other, 'PATCH', String(pending.id), admin, { access_role: 'basic' })
      ])
      t.equal(confirmed.statusCode, 200, confirmed.body)
      t.strictSame(
        changed.slice(0, 2).map(({ statusCode }) => statusCode),
        [200, 200]
      )
      t.ok([200, 404].includes(Number(changed[2]?.statusCode)))
    }
  })

  test('a change to an address succeeds while others sign up with it', async (t) => {
    const { flows, other, clear } = await openOnce()
    const { server } = flows
    for (let i = 0; i < rounds; i++) {
      await clear()
      const caller = await createUser(server)
      const { token } = await logIn(server, caller)
      const email = `wanted.${i}@example.org`
      await ask(server, 'POST', 'me/email', token, { email, password: caller.password })
      const link = flows.lastTokenTo(email)
      const signUp = (app: App) =>
        app.inject({ method: 'POST', url: '/users/v1/signup', payload: { email, password } })
      const [signedUp, confirmed, again] = await Promise.all([
        signUp(server),
        flows.verify(link),
        signUp(other)
      ])
      t.equal(confirmed.statusCode, 200, `an unused link works: ${confirmed.body}`)
      t.strictSame([signedUp.statusCode, again.statusCode], [202, 202])
      const me = await server.inject({ url: '/users/v1/me', headers: bearer(token) })
      t.equal(me.json().email, email)
    }
  })
  root.test(`the database reports no deadlock (${database})`, async (t) => {
    const { stores, flows, other } = await openOnce()
    if (database === 'SQLite') return
    t.equal(await countDeadlocks(stores, [flows.server, other]), 0)
  })
}
