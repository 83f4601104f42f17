import { readCommand } from '../../bin/admin-command-line.js'
import type { OperatorApp } from '../../bin/admin-commands.js'
import { readMark } from '../../bin/restored-database.js'
import {
  claimsOf,
  createUser,
  logIn,
  opensFilms,
  patiently,
  post,
  tryLogin
} from '../accounts/actors.js'
import { basic, post as postForm } from '../clients/client-app.js'
import { bearer, type build, mint } from '../helper.js'
import { backUp } from '../revocation/restored.js'
import { inEveryCombination } from '../stores.js'
import { until } from '../until.js'

type App = Awaited<ReturnType<typeof build>>

/** Runs the command with the stores of a running service, and returns its output. */
async function operate(app: OperatorApp, ...args: string[]): Promise<string> {
  const lines: string[] = []
  for await (const line of readCommand(args)(app)) lines.push(line)
  return lines.join('\n')
}

const cutOff = (app: OperatorApp, ...args: string[]) => operate(app, 'tokens-valid-from', ...args)

const seconds = () => Math.floor(Date.now() / 1000)

inEveryCombination('every token that was issued before is dead', async (t, stores) => {
  const apps = await stores.buildAll()
  const app = apps[0]
  const user = await createUser(app)
  const pair = await logIn(app, user)
  const foreign = mint()
  const early = mint('access', { iat: seconds() + 50, exp: seconds() + 5000 })
  for (const token of [pair.token, foreign, early]) t.ok(await opensFilms(app, token))

  const output = await cutOff(app, 'now')
  t.match(output, /^Every token that was issued before \S+Z is invalid; 1 sessions have ended/)
  t.match(output, /old passwords work again/)
  for (const one of apps) {
    for (const token of [pair.token, foreign, early]) t.notOk(await opensFilms(one, token))
    const refresh = await one.inject({
      method: 'POST',
      url: '/users/v1/generate_tokens',
      headers: { authorization: `Bearer ${pair.refresh_token}` }
    })
    t.equal(refresh.statusCode, 401)
  }
  const { token } = await logIn(app, user)
  for (const one of apps) {
    t.ok(await opensFilms(one, token), 'the ended session is no obstacle, new tokens work')
    t.ok(await opensFilms(one, mint()))
  }
})

const readiness = async (app: App) => (await app.inject('/readyz')).json()

inEveryCombination('a restored database does not serve before the command', async (t, stores) => {
  const first = await stores.build()
  const user = await createUser(first)
  const lost = await logIn(first, user)
  const backup = await backUp(t, first, stores)
  await until(async () => (await first.inject('/readyz')).statusCode === 200)
  await patiently(() =>
    first.inject({ method: 'POST', url: '/users/v1/logout', headers: bearer(lost.token) })
  )
  const later = await createUser(first)
  await until(async () => (await readiness(first)).status === 'ok')
  await until(async () => ((await readMark(first)).user ?? 0) >= later.id)
  await first.close()
  await backup.restore()

  const app = await stores.build()
  t.match(await readiness(app), { detail: /database-restored: .*admin -- tokens-valid-from now/ })
  for (const token of [lost.token, mint()]) {
    const answer = await app.inject({ url: '/films/v1/', headers: bearer(token) })
    t.equal(answer.statusCode, 503)
    t.match(answer.json().detail, /database-restored/)
  }
  t.equal((await tryLogin(app, user)).statusCode, 503)
  await t.rejects(operate(app, 'disable', String(user.id)), { message: /First run .*valid-from/ })
  const newest = (Date.now() - 3_600_000) / 1000
  await t.rejects(cutOff(app, String(Math.floor(newest))), {
    message: /^\S+Z is earlier than the newest revocation, \S+Z/
  })
  t.match(await readiness(app), { detail: /database-restored/ })

  await cutOff(app, 'now')
  t.match(await readiness(app), { status: /ok|refilling/ })
  t.notOk(await opensFilms(app, lost.token))
  t.ok(await opensFilms(app, (await logIn(app, user)).token))
  const { id } = await createUser(app)
  t.ok(id > later.id, 'the id of a user whom the backup does not know is not used again')
  await app.close()
  t.match(await readiness(await stores.build()), { status: /ok|refilling/ })
})

inEveryCombination('a backup from before the command is behind', async (t, stores) => {
  const first = await stores.build()
  const token = mint()
  const backup = await backUp(t, first, stores)
  await until(async () => (await first.inject('/readyz')).statusCode === 200)
  await cutOff(first, 'now')
  t.notOk(await opensFilms(first, token))
  await first.close()
  await backup.restore()

  const app = await stores.build()
  t.match(await readiness(app), { detail: /database-restored/ })
  await cutOff(app, 'now')
  t.match(await readiness(app), { status: /ok|refilling/ })
  t.notOk(await opensFilms(app, token))
})

inEveryCombination('tokens since a time in the past stay valid', async (t, stores) => {
  const app = await stores.build()
  const [before, since] = [mint('access', { iat: seconds() - 60 }), mint('access')]
  const user = await createUser(app)
  const time = seconds() - 30
  const { token } = await logIn(app, user)
  const fast = await logIn(app, await createUser(app))
  // The instance that issued it has a fast clock.
  await app.db
    .updateTable('sessions')
    .set({ last_used_at: seconds() + 50 })
    .where('sid', '=', claimsOf(fast.token).sid)
    .execute()
  t.match(await cutOff(app, new Date(time * 1000).toISOString()), /; 1 sessions have ended/)
  t.notOk(await opensFilms(app, before))
  t.notOk(await opensFilms(app, fast.token), 'its session is revoked')
  for (const one of [since, token]) t.ok(await opensFilms(app, one))

  await t.rejects(cutOff(app, String(seconds() + 60)), {
    message: /^\S+Z is later than now, \S+Z$/
  })
  await t.rejects(cutOff(app, String(time - 1)), {
    message: /^\S+Z is earlier than the time that is in force, \S+Z$/
  })
  await cutOff(app, String(time))
  t.ok(await opensFilms(app, token))
})

inEveryCombination('passwords and clients can be disabled with it', async (t, stores) => {
  const app = await stores.build()
  const user = await createUser(app)
  const pending = await createUser(app, { isVerified: false })
  const secret = await operate(app, 'client', 'create', 'gateway')
  const introspectWith = async (one: string) => {
    const sent = { headers: basic('gateway', one), body: `token=${mint()}` }
    return (await postForm(app, 'introspect', sent)).statusCode
  }
  t.equal(await introspectWith(secret), 200)

  const row = { recipient: user.email, created_at: seconds() - 9, tries: 1 }
  const next_try_at = seconds() + 3600
  for (const [template, data] of [
    ['reset-password', '{"token":{}}'],
    ['password-changed', '{}']
  ] as const) {
    await app.db
      .insertInto('mails')
      .values({ ...row, template, data, next_try_at })
      .execute()
  }
  const output = await cutOff(app, 'now', '--reset-passwords', '--disable-clients')
  t.match(output, /No password works until/)
  t.strictSame(
    await app.db.selectFrom('mails').select('template').execute(),
    [{ template: 'password-changed' }],
    'queued mails with dead links are gone'
  )
  t.match(output, /No client credentials work until/)
  t.equal((await tryLogin(app, user)).statusCode, 401)
  t.equal((await tryLogin(app, pending)).statusCode, 401)
  t.equal(await introspectWith(secret), 401)
  const fresh = await operate(app, 'client', 'rotate', 'gateway')
  t.equal(await introspectWith(fresh), 200)
  t.equal(await introspectWith(secret), 401, 'nor is it a previous secret')

  const forgotten = await post(app, '/users/v1/password_forgotten', { email: user.email })
  t.equal(forgotten.statusCode, 202)
  const { sub } = await app.db
    .selectFrom('one_time_tokens')
    .select('sub')
    .where('user_id', '=', user.id)
    .executeTakeFirstOrThrow()
  const link = mint('password', { sub, user_id: user.id })
  const reset = await app.inject({
    method: 'PUT',
    url: '/users/v1/password_change',
    headers: bearer(link),
    payload: { password: user.password }
  })
  t.equal(reset.statusCode, 200)
  t.equal((await tryLogin(app, user)).statusCode, 200)
})

inEveryCombination('no token is issued before the cut-off', async (t, stores) => {
  const app = await stores.build()
  const user = await createUser(app)
  await app.db
    .insertInto('token_cut_offs')
    .values({ valid_from: seconds() + 1000, ordered_at: seconds(), applied_at: seconds() })
    .execute()
  const email = 'nobody@example.org'
  for (const answer of [
    await tryLogin(app, user, { takeover: true }),
    await post(app, '/users/v1/signup', { email, password: user.password }),
    await post(app, '/users/v1/password_forgotten', { email }),
    await post(app, '/users/v1/email_verification/resend', { email })
  ]) {
    t.equal(answer.statusCode, 503)
    t.equal(answer.headers['retry-after'], '1')
    t.match(answer.json().detail, /^No token is issued before \S+Z/)
  }
})
