import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { environment, listen } from '../helper.js'

function run(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // `env -i`: coverage of processes that run through tsx would falsify everybody's.
    const variables = { ...environment, PATH: process.env.PATH, HOME: process.env.HOME }
    const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
    const shell = spawn('env', ['-i', ...settings, 'bash', '-e', '-c', script], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    let output = ''
    shell.stdout.on('data', (chunk) => {
      output += chunk
    })
    shell.on('error', reject)
    shell.on('close', () => resolve(output))
  })
}

t.test('the quick start works as written', async (t) => {
  const { server, origin } = await listen(t)
  const outbox = join(server.config.settings.DATA_DIR, 'outbox')
  const block = /<!-- quick start[\s\S]*?```sh\n([\s\S]*?)```/.exec(
    readFileSync('README.md', 'utf8')
  )?.[1]
  t.match(block, 'API=http://127.0.0.1:3000\n')
  const script = String(block)
    .replace('http://127.0.0.1:3000', origin)
    .replace('.data/outbox', outbox)
  const output = await run(script)
  const answers = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

  t.equal(answers.length, 7)
  const [missing, signedUp, verified, films, film, loggedOut, revoked] = answers
  t.equal(missing.code, 'token-missing')
  t.same(signedUp, { status: 'ok' })
  t.same(verified, { status: 'ok' })
  t.equal(films.results.length, 6)
  t.same(Object.keys(film), ['title', 'characters'])
  t.same(loggedOut, { status: 'ok' })
  t.equal(revoked.code, 'token-invalid')
})
