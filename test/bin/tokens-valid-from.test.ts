import { readCommand } from '../../bin/admin-command-line.js'
import type { OperatorApp } from '../../bin/admin-commands.js'
import { readMark } from '../../bin/restored-database.js'
import { createUser, logIn, opensFilms, patiently, tryLogin } from '../accounts/actors.js'
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
