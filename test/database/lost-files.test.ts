import { rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { logOut, tryLogin } from '../accounts/actors.js'
import { build, temporaryDirectory } from '../helper.js'
import { assertProblem } from '../http/assert-problem.js'
import { until } from '../until.js'
import { assertNoticed, films, isReady, losses, signUp, start } from './losses.js'

for (const what of ['the directory is removed', 'the database is replaced'] as const) {
  t.test(`${what}: requests return 503`, (t) => assertNoticed(t, losses[what]))
}

t.test(
  'a process whose lock file was removed stops serving while another process has the lock',
  async (t) => {
    const { app, lines, token, user, DATA_DIR } = await start(t)
    rmSync(join(DATA_DIR, 'serving-lock.db'))
    const second = await build(t, { env: { DATA_DIR } })
    const refused = await logOut(app, token)
    t.match(assertProblem(t, refused, 'service-unavailable').detail, /^serving-lock-lost: /)
    await until(async () => (await films(app, token)).statusCode === 503)
    t.match(assertProblem(t, await app.inject('/readyz'), 'service-unavailable').detail, /another/)
    t.ok(lines().some(({ msg }) => /the serving lock is lost/.test(msg)))

    const answer = await tryLogin(second, user, { takeover: true })
    t.equal(answer.statusCode, 200)
    await second.close()
    await until(() => isReady(app))
    t.equal(
      (await films(app, token)).statusCode,
      401,
      'it applies the revocations of the other process'
    )
    t.equal((await films(app, answer.json().token)).statusCode, 200)
  }
)

t.test('an invalid lock file is named in the error', async (t) => {
  const DATA_DIR = temporaryDirectory(t)
  writeFileSync(join(DATA_DIR, 'serving-lock.db'), 'x'.repeat(5000))
  await t.rejects(build(t, { env: { DATA_DIR } }), {
    message: /DATA_DIR: cannot use serving-lock\.db \(file is not a database\)/
  })
})

t.test('a replaced symbolic link counts as a lost database', async (t) => {
  const [DATA_DIR, disk] = [temporaryDirectory(t), temporaryDirectory(t)]
  writeFileSync(join(disk, 'real.db'), '')
  symlinkSync(join(disk, 'real.db'), join(DATA_DIR, 'starwars.db'))
  const app = await build(t, { env: { DATA_DIR } })
  t.equal((await signUp(app)).statusCode, 202)
  unlinkSync(join(DATA_DIR, 'starwars.db'))
  writeFileSync(join(disk, 'other.db'), '')
  symlinkSync(join(disk, 'other.db'), join(DATA_DIR, 'starwars.db'))
  t.equal((await signUp(app)).statusCode, 503)
})
