import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startBrowser } from '../browser.js'
import { temporaryDirectory } from '../helper.js'
import { createDatabase } from '../postgres.js'
import { startRedis } from '../redis-server.js'
import { until } from '../until.js'
import { startWatching } from './watch-page.js'
import { openWebPage, signInAs } from './web-page.js'

/** How long a start may take on a busy machine, in milliseconds. */
const longestStart = 120_000

/** Starts the demo. Scripts before it would build again what other tests use. */
function startDemo(t: Test, env: Record<string, string> = {}) {
  const directory = temporaryDirectory(t)
  // PostgreSQL may run as another user.
  chmodSync(directory, 0o755)
  const child = spawn('npm', ['run', '--silent', '--ignore-scripts', 'demo'], {
    env: { ...process.env, DATABASE_URL: '', REDIS_URL: '', TMPDIR: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output.text += chunk))
  }
  const ended = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return { child, directory, output, ended }
}

async function untilRunning(child: ChildProcess, output: { readonly text: string }) {
  await until(() => {
    if (child.exitCode !== null) throw new Error(output.text)
    return output.text.includes('Ctrl+C')
  }, longestStart)
  const [origin, other] = [...output.text.matchAll(/(http:\S+)\/#\/watch/g)].map(([, one]) => one)
  const passwords = [...output.text.matchAll(/^ {2}(\S+@\S+) +(.+)$/gm)]
  return {
    origin: String(origin),
    other: String(other),
    users: passwords.map(([, email, password]) => ({
      email: String(email),
      password: String(password)
    }))
  }
}

const commandOf = (pid: string) => readFileSync(`/proc/${pid}/cmdline`, 'latin1')

/** The processes whose command line or environment names a directory. */
function processesOf(directory: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) =>
      ['cmdline', 'environ', 'cwd'].some((file) => {
        try {
          return readFileSync(`/proc/${pid}/${file}`, 'latin1').includes(directory)
        } catch {
          return false
        }
      })
    )
}

t.test('starts two instances, and leaves nothing behind', async (t) => {
  const browser = await startBrowser(t)
  // Settings that would break an instance.
  const { child, directory, output, ended } = startDemo(t, {
    NODE_ENV: 'production',
    PORT: 'none',
    JWT_UNKNOWN: 'x'
  })
  const { origin, other, users } = await untilRunning(child, output)
  t.ok(processesOf(directory).length > 3)
  t.match(output.text, `curl -X POST ${other}/tokens/v1/revoke -d "token=$TOKEN"`)

  const { page, assertClean } = await openWebPage(t, browser, { origin }, '#/watch', {
    peers: [other]
  })
  const [basic, admin] = users as [(typeof users)[0], (typeof users)[0]]
  await signInAs(page, basic)
  await page.goto(`${origin}/#/watch`)
  await startWatching(page, 2)
  t.equal(await page.locator('canvas').count(), 2, 'one line for each instance')
  await page.getByRole('button', { name: 'Stop watching' }).click()
  assertClean()

  const login = await fetch(`${other}/users/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(admin)
  })
  t.match(await login.json(), { access_role: 'admin' })
  await page.close()

  child.kill('SIGINT')
  t.strictSame(await ended, [0, null], 'exit code and signal')
  await until(() => processesOf(directory).length === 0)
  t.strictSame(
    readdirSync(directory).filter((name) => name.startsWith('starwars')),
    []
  )
  await t.rejects(fetch(origin))
})

t.test('ends with an instance that dies', async (t) => {
  const { child, directory, output, ended } = startDemo(t)
  await untilRunning(child, output)
  const instance = processesOf(directory).find((pid) => commandOf(pid).includes('dist/server.js'))
  process.kill(Number(instance), 'SIGKILL')
  t.strictSame(await ended, [1, null])
  t.match(output.text, /The instance at http:\S+ has ended by itself/)
  t.strictSame(
    readdirSync(directory).filter((name) => name.startsWith('starwars')),
    []
  )
})

t.test('uses given stores only if both are given, and keeps their users', async (t) => {
  const REDIS_URL = (await startRedis(t)).url
  const refused = startDemo(t, { REDIS_URL })
  t.strictSame(await refused.ended, [1, null])
  t.match(refused.output.text, /DATABASE_URL is not\. Set both/)

  const env = { REDIS_URL, DATABASE_URL: await createDatabase(t) }
  for (const password of [/^(\w{4}-){3}\w{4}$/, /^exists already/]) {
    const { child, directory, output, ended } = startDemo(t, env)
    const { users } = await untilRunning(child, output)
    t.equal(users.length, 2)
    for (const user of users) t.match(user.password, password)
    t.equal(processesOf(directory).filter((pid) => /redis|postgres/.test(commandOf(pid))).length, 0)
    child.kill('SIGTERM')
    t.strictSame(await ended, [0, null])
  }
})

t.test('says what is missing, and how to install it', async (t) => {
  const PATH = temporaryDirectory(t)
  for (const program of ['node', 'npm', 'sh']) {
    const path = execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
    symlinkSync(path, join(PATH, program))
  }
  const { output, ended, directory } = startDemo(t, { PATH })
  t.strictSame(await ended, [1, null])
  t.match(output.text, /redis-server: install Redis/)
  t.strictSame(
    readdirSync(directory).filter((name) => name.startsWith('starwars')),
    []
  )
})
