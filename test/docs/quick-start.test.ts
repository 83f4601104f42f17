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

/** The shell commands of a document. */
const commandsOf = (page: string) =>
  [...readFileSync(page, 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block)

t.test('the quick start and the examples of the explanation work as written', async (t) => {
  let passed = 0
  const { server, origin } = await listen(t, {
    clock: () => Date.now() / 1000 + passed,
    before(server) {
      server.post('/pass/:seconds', { config: { public: true } }, async ({ params }, reply) => {
        passed += Number((params as { seconds: string }).seconds)
        return reply.code(204).send()
      })
    }
  })
  const outbox = join(server.config.settings.DATA_DIR, 'outbox')
  const quickStart = commandsOf('README.md').find((block) => block?.startsWith('API='))
  t.match(quickStart, 'API=http://127.0.0.1:3000\n')
  const examples = commandsOf('docs/how-it-works.md')
  t.equal(examples.length, 2)
  const script = [quickStart, ...examples]
    .join('')
    .replace('http://127.0.0.1:3000', origin)
    .replace('.data/outbox', outbox)
    .replace(/^sleep (\d+)$/m, 'curl -s -X POST $API/pass/$1')
  const output = await run(script)
  const answers = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

  t.equal(answers.length, 13)
  const [missing, signedUp, verified, films, film, loggedOut, revoked, ...others] = answers
  t.equal(missing.code, 'token-missing')
  t.same(signedUp, { status: 'ok' })
  t.same(verified, { status: 'ok' })
  t.equal(films.results.length, 6)
  t.same(Object.keys(film), ['title', 'characters'])
  t.same(loggedOut, { status: 'ok' })
  t.equal(revoked.code, 'token-invalid')

  const [first, second, takeover, refreshed, again, late] = others
  t.ok(first.token)
  t.equal(second.code, 'user-already-logged-in')
  t.ok(takeover.token)
  t.not(refreshed.token, takeover.token)
  t.strictSame(again, refreshed)
  t.equal(late.code, 'token-invalid')
})
