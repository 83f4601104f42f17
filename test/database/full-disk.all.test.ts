import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { mint, programFile, temporaryDirectory } from '../helper.js'
import { environmentOf } from '../server/service.js'
import { until } from '../until.js'

/** The largest size of a file, in bytes. The initial tables need less. */
const limit = 1_000_000

const hasLimits = spawnSync('prlimit', ['--version']).status === 0
const skip = hasLimits ? false : 'needs prlimit (util-linux)'

t.test(
  'the file size limit is reported as database-full, and writes recover after it is lifted',
  { skip },
  async (t) => {
    const command = [process.execPath, ...process.execArgv, programFile('server')]
    const child = spawn('prlimit', [`--fsize=${limit}:unlimited`, ...command], {
      env: environmentOf({ DATA_DIR: temporaryDirectory(t) }),
      stdio: ['ignore', 'pipe', 'inherit']
    })
    const ended = once(child, 'close')
    t.teardown(async () => {
      child.kill('SIGKILL')
      await ended
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    const address = /Server listening at (http:\/\/127\.0\.0\.1:\d+)/
    await until(() => address.test(output), 60_000)
    const origin = address.exec(output)?.[1]

    const signUp = () =>
      fetch(`${origin}/users/v1/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          email: `${'x'.repeat(40)}${Math.random()}@example.org`,
          password: 'seven quiet moons behind glass'
        })
      })
    await until(async () => (await signUp()).status !== 202, 240_000)
    const refused = await signUp()
    t.equal(refused.status, 503)
    t.equal(refused.headers.get('retry-after'), '1')
    t.match(await refused.json(), { detail: /^database-full: / })
    const ready = await fetch(`${origin}/readyz`)
    t.strictSame([ready.status, await ready.json()], [200, { status: 'database-full' }])
    const headers = { authorization: `Bearer ${mint()}` }
    t.equal((await fetch(`${origin}/films/v1/`, { headers })).status, 200)
    t.match(output, /"reason":"disk I\/O error \(EFBIG[^"]*\)"/)
    t.notMatch(output, /rollback|unexpected error/)

    execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:unlimited'])
    await until(async () => /"ok"/.test(await (await fetch(`${origin}/readyz`)).text()))
    t.equal((await signUp()).status, 202)
    child.kill('SIGTERM')
    t.strictSame(await ended, [0, null])
  }
)
